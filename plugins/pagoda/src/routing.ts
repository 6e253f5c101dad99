/**
 * All that the pages take from the router. Upstream is about to make navigation independent of react-router: then this
 * file changes, and no page does.
 */
export {
  Route,
  Routes,
  useLocation,
  useNavigate,
  useParams,
  useSearchParams,
} from 'react-router-dom';
