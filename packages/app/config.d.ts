export interface Config {
  auth?: {
    providers?: {
      demo?: {
        /**
         * Show the demo personas on the sign-in page.
         * @visibility frontend
         */
        enabled?: boolean;
      };
      oidc?: {
        /**
         * Name of the identity provider on the sign-in page.
         * @visibility frontend
         */
        title?: string;
      };
    };
  };
}
