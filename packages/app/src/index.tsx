import '@backstage/cli/asset-types';
import ReactDOM from 'react-dom/client';
import App from './App';
import '@backstage/ui/css/styles.css';

const element = document.getElementById('root');
if (!element) {
  throw new Error('index.html has no element with the id root');
}
ReactDOM.createRoot(element).render(App.createRoot());
