// Made from openapi.yaml by `npm run generate`: change that instead.
export interface paths {
    "/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the caller is, and with which role in which project */
        get: operations["whoami"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/engines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The engines that can execute runs here */
        get: operations["listEngines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The projects the caller may see, by name */
        get: operations["listProjects"];
        put?: never;
        /** Create a project (administrators) */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        get: operations["getProject"];
        put?: never;
        post?: never;
        /** Delete a project that has no volumes and no active runs, with its experiments and finished runs (administrators) */
        delete: operations["deleteProject"];
        options?: never;
        head?: never;
        /** Change title, description (owners), quota or settings for Kubernetes (administrators) */
        patch: operations["updateProject"];
        trace?: never;
    };
    "/projects/{project}/members": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        get: operations["listMembers"];
        /** Replace the members (owners); at least one owner must remain */
        put: operations["replaceMembers"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        /** Quota, used and left of each resource */
        get: operations["getProjectUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        /** The project's namespaces on clusters, and what is in the way where one is not as it should be */
        get: operations["listProjectNamespaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        /** The project's secrets by name; their values are never shown */
        get: operations["listSecrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/secrets/{secret}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                secret: components["parameters"]["Secret"];
            };
            cookie?: never;
        };
        get: operations["getSecret"];
        /** Create the secret, or replace all of it */
        put: operations["putSecret"];
        post?: never;
        /** Delete the secret, here and on every cluster */
        delete: operations["deleteSecret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The experiments of all projects the caller may see */
        get: operations["listExperiments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        get: operations["listProjectExperiments"];
        put?: never;
        post: operations["createExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                experiment: components["parameters"]["Experiment"];
            };
            cookie?: never;
        };
        get: operations["getExperiment"];
        /** Create the experiment, or add a revision where the definition differs from the latest */
        put: operations["putExperiment"];
        post?: never;
        /** Delete the experiment; its runs keep their copy of the definition */
        delete: operations["deleteExperiment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/experiments/{experiment}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                experiment: components["parameters"]["Experiment"];
            };
            cookie?: never;
        };
        /** The revisions, newest first */
        get: operations["listRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        /**
         * Search the log lines of a project's runs; those of the newest run first, and of a run the newest first
         * @description A line is found when it has every word of `q`, in any case and any order. `"several words"` must stand together; `-word` must
         *     not be there. Nothing else has a meaning. With `partial`, the search has ended before `limit` lines were found, since it has
         *     looked at enough for one answer; `nextCursor` goes on.
         */
        get: operations["searchLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/logs:histogram": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        /** How many lines a search finds, over time and by level */
        get: operations["getLogHistogram"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Submit a run of an experiment, or of an inline spec */
        post: operations["submitRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/runs:validate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Dry run of a submit: does it fit, and what is it short by? Stores nothing */
        post: operations["validateRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The runs of all projects the caller may see, newest first */
        get: operations["listRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Changes of runs as server-sent events
         * @description Each event has `event: run`, the change feed's sequence number as `id`, and a `RunChange` as data. A client that
         *     reconnects with `Last-Event-ID` gets every change since. Without it the stream starts with the present.
         *     `event: reset` says that the wanted id is older than the feed keeps: list again.
         */
        get: operations["streamRunEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs:compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What differs between two runs */
        get: operations["compareRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        get: operations["getRun"];
        put?: never;
        post?: never;
        /** Delete a finished run with its logs and results */
        delete: operations["deleteRun"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for the run's end; asking twice, or after its end, changes nothing */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}:rerun": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new run of the same revision with the same parameters, save for what the body changes */
        post: operations["rerunRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        /**
         * Log lines in order; as JSON, as text, or as server-sent events with `follow`
         * @description `Accept: text/plain` gives the bare lines, streamed whole unless `limit` is given. With `follow=true` the answer is server-sent events: `event: log`, the
         *     line's cursor as `id`, a `LogLine` as data; `event: end` when the run has ended and every line was sent. A client
         *     that reconnects with `Last-Event-ID` neither loses nor repeats a line.
         */
        get: operations["getRunLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        /** What happened to the run, oldest first */
        get: operations["listRunEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}/exec": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Execute a command in a container of a run that runs
         * @description For the owner of the run and the owners of its project. Both bodies are frames, and are sent at the same time: a byte
         *     for the channel, four for the length (big-endian), then so many bytes. Channels: 0 input (a frame without bytes ends
         *     it), 1 output, 2 error output, 3 how it ended (a Status of Kubernetes, the last frame), 4 size of the terminal
         *     (`{"Width":80,"Height":24}`).
         */
        post: operations["execInRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}/portforward": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One connection to a port of a run that runs
         * @description For the owner of the run and the owners of its project. The body is what is sent to the port, the answer what comes
         *     from it, both at the same time.
         */
        post: operations["forwardRunPort"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        /** Why the run failed or waits; `null` when there is nothing to explain */
        get: operations["getRunExplanation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        /** What the run reported in `result.json`, and what it used of what it asked for */
        get: operations["getRunMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}/results": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        /** The files below the run's output directory, or all of them as one zip */
        get: operations["listRunResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}/results/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
                /** @description Path below the root, segments separated by `/` */
                path: components["parameters"]["Path"];
            };
            cookie?: never;
        };
        /** One result file (Range, ETag, If-None-Match; SHA-256 in `Digest`), or a folder's listing or zip */
        get: operations["getRunResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sweeps of all projects the caller may see, newest first */
        get: operations["listSweeps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/sweeps": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Submit many runs of one experiment */
        post: operations["submitSweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep: components["parameters"]["Sweep"];
            };
            cookie?: never;
        };
        get: operations["getSweep"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep}/points": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep: components["parameters"]["Sweep"];
            };
            cookie?: never;
        };
        /** Each point with its parameters, phase and metrics, by index; small rows made for plots */
        get: operations["listSweepPoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep}:cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep: components["parameters"]["Sweep"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancelSweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The volumes of all projects the caller may see (administrators see all) */
        get: operations["listVolumes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        get: operations["listProjectVolumes"];
        put?: never;
        post: operations["createVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/volumes:preflight": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether volumes would fit together into the quotas of their clouds; nothing is made */
        post: operations["preflightVolumes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/volumes/{volume}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        get: operations["getVolume"];
        put?: never;
        post?: never;
        /** Delete the volume with all its files; refused while a run mounts it that has not ended, it is protected, or it has snapshots */
        delete: operations["deleteVolume"];
        options?: never;
        head?: never;
        /** Change the description, or grow the volume; of one in a cloud also the cluster that may mount it, and its protection */
        patch: operations["updateVolume"];
        trace?: never;
    };
    "/projects/{project}/volumes/{volume}:restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a volume in a cloud back to its newest snapshot; what was written since is lost */
        post: operations["restoreVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/volumes/{volume}:clone": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new volume in the same project and cloud with what this one, or one of its snapshots, holds now */
        post: operations["cloneVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/volumes/{volume}:transfer": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a volume in a cloud, with its snapshots, to another project where the caller may create volumes */
        post: operations["transferVolume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/volumes/{volume}/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        /** The snapshots of a volume; the newest first */
        get: operations["listVolumeSnapshots"];
        put?: never;
        /** Take a snapshot of a volume in a cloud, also while it is in use */
        post: operations["createVolumeSnapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/volumes/{volume}/snapshots/{snapshot}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
                snapshot: components["parameters"]["VolumeSnapshot"];
            };
            cookie?: never;
        };
        get: operations["getVolumeSnapshot"];
        put?: never;
        post?: never;
        /** Delete a snapshot; it is shown as `Deleting` until its cloud has none of it */
        delete: operations["deleteVolumeSnapshot"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/volumes/{volume}/files": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        /** The files at the volume's root, or the whole volume as one zip */
        get: operations["listVolumeFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/volumes/{volume}/files/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
                /** @description Path below the root, segments separated by `/` */
                path: components["parameters"]["Path"];
            };
            cookie?: never;
        };
        /** One file (Range, ETag, SHA-256), or a folder's listing or zip */
        get: operations["getVolumeFile"];
        /** Store the body, streamed, as a file; folders on the way are made */
        put: operations["putVolumeFile"];
        post?: never;
        /** Delete a file, or a folder with `recursive=true` */
        delete: operations["deleteVolumeFile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listClusters"];
        put?: never;
        /**
         * Import a Kubernetes cluster (administrators)
         * @description It is checked first, as `/clusters:check` does; one that cannot be reached or lacks rights is refused with
         *     `ClusterNotUsable`, unless `force` is set.
         */
        post: operations["importCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters:check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try a connection, and list what is there and which rights are missing (administrators) */
        post: operations["checkCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters:preflight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether a cluster would fit into the cloud's quota, and what is wrong with its plan; nothing is made
         * @description With the name of a provisioned cluster the change of it is judged, so that what it has already is not counted again.
         */
        post: operations["preflightCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters:provision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a cluster made in a cloud (administrators, and whom `pagoda.clusterCreators` names)
         * @description Refused with `InvalidInput` when the plan has problems, with `DoesNotFit` when the cloud's quota does not bear it.
         *     The answer comes at once; the cluster is in phase `Pending`, then `Provisioning`, then `Ready`.
         */
        post: operations["provisionCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        get: operations["getCluster"];
        put?: never;
        post?: never;
        /**
         * Forget an imported cluster, which itself stays; or remove a provisioned one with all that belongs to it
         * @description Refused with `ClusterInUse` while runs are queued or active on it, or volumes are on it; with `DeletionProtected`
         *     while its protection is on. A provisioned cluster is in phase `Deleting` until nothing of it is left in the cloud.
         */
        delete: operations["deleteCluster"];
        options?: never;
        head?: never;
        /**
         * Change a cluster (administrators; of provisioned clusters their owners, too)
         * @description Of imported clusters the title, the description and the connection; of provisioned ones the title, the
         *     description, the pools, the protection and the end. `pools` is the whole list: a pool that is left out is removed.
         *     A change that the cloud's quota does not bear is refused with `DoesNotFit`.
         */
        patch: operations["updateCluster"];
        trace?: never;
    };
    "/clusters/{cluster}/connection": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        /** How the cluster is reached, without credentials (administrators) */
        get: operations["getClusterConnection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/nodes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        get: operations["listClusterNodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/queues": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        /**
         * The queues of Kueue that runs of a project may be submitted to
         * @description Those LocalQueues that are in the project's namespace of the cluster, read now. Empty where there is no Kueue.
         */
        get: operations["listClusterQueues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/namespaces": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        /** The namespaces of projects on the cluster, those of deleted projects too (administrators) */
        get: operations["listClusterNamespaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/machines": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        /** Pools and machines of a provisioned cluster, as they were last seen */
        get: operations["listClusterMachines"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        /** What happened to a provisioned cluster, the newest first */
        get: operations["listClusterEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        /** The versions that a provisioned cluster may be upgraded to */
        get: operations["getClusterVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/operations": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        /** Upgrades, rotations, snapshots and restores of a provisioned cluster, the newest first */
        get: operations["listClusterOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}:upgrade": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upgrade a provisioned cluster */
        post: operations["upgradeCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}:rotate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the certificates of a provisioned cluster made anew */
        post: operations["rotateCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}:restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a provisioned cluster back to a snapshot of its etcd */
        post: operations["restoreCluster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        /** The snapshots of the cluster's etcd, read now; the newest first */
        get: operations["listClusterSnapshots"];
        put?: never;
        /** Have a snapshot of the cluster's etcd taken */
        post: operations["createClusterSnapshot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/kubeconfig": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a kubeconfig that ends by itself (administrators); it is audited, and shown once */
        post: operations["createClusterKubeconfig"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clouds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The clouds of this installation, by name */
        get: operations["listClouds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clouds/{cloud}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cloud: components["parameters"]["Cloud"];
            };
            cookie?: never;
        };
        get: operations["getCloud"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clouds/{cloud}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cloud: components["parameters"]["Cloud"];
            };
            cookie?: never;
        };
        /**
         * What may be chosen from in the cloud, as it was last read
         * @description That of a Rancher has what the cloud of its machines offers, and the versions of Kubernetes it makes.
         */
        get: operations["getCloudOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clouds/{cloud}/quota": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cloud: components["parameters"]["Cloud"];
            };
            cookie?: never;
        };
        /** The quota of the account that PAGoDA has in the cloud, as it was last read */
        get: operations["getCloudQuota"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All clusters, volumes and clouds in figures, and what of them needs an administrator (administrators)
         * @description Read from what the portal has written down; no cluster and no cloud is asked.
         */
        get: operations["getFleet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/leaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What carries PAGoDA's marks on clusters and in clouds and belongs to nobody, and whose things are gone (administrators)
         * @description As the last look at each place has found it; see `/fleet/leaks:look`.
         */
        get: operations["listLeaks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/leaks:look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look for leaks now, at all places or at one (administrators) */
        post: operations["lookForLeaks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/leaks:clean": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete those of the listed leaks that still are leaks (administrators) */
        post: operations["cleanLeaks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/monitoring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What PAGoDA's monitoring is connected to, how that is, and which dashboards are installed (administrators) */
        get: operations["getMonitoring"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/monitoring:install": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write PAGoDA's dashboards to Grafana, and views of the logs of each project to Kibana (administrators)
         * @description What somebody has changed there stays as it is without `overwrite`.
         */
        post: operations["installMonitoring"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/runs/{run}/series": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        /**
         * What the run used over time of what it asked for, its phases, and what the next should ask for
         * @description By default from a little before it started to a little after it ended.
         */
        get: operations["getRunSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sweeps/{sweep}/series": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep: components["parameters"]["Sweep"];
            };
            cookie?: never;
        };
        /** What all points of a sweep use together */
        get: operations["getSweepSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/experiments/{experiment}/series": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                experiment: components["parameters"]["Experiment"];
            };
            cookie?: never;
        };
        /** What all runs of an experiment use together, on each cluster */
        get: operations["getExperimentSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/projects/{project}/series": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        /** What the namespaces of a project use and ask for, on each cluster */
        get: operations["getProjectSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/clusters/{cluster}/series": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        /** What the nodes of a cluster have, what is used of it, and what pods ask for */
        get: operations["getClusterSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same of all clusters (administrators) */
        get: operations["getFleetSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dashboards of Grafana and Kibana about one thing, for the time that is asked for
         * @description About exactly one of `run`, `sweep`, `experiment` (with `project`), `volume` (with `project`), `cluster`, `fleet`, or `project` alone.
         */
        get: operations["listViews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's personal access tokens, never their secrets */
        get: operations["listTokens"];
        put?: never;
        /** Create a personal access token; its secret is in this answer alone */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the token */
                token: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A DNS label as Kubernetes and the catalog take it */
        Name: string;
        /** Format: uuid */
        Uuid: string;
        /** @description A Backstage entity reference, such as `user:default/researcher` */
        EntityRef: string;
        /** Format: date-time */
        DateTime: string;
        /** @description A Kubernetes quantity: `500m`, `2`, `512Mi`, `1.5Gi` */
        Quantity: string;
        Labels: {
            [key: string]: string;
        };
        /** @enum {string} */
        RunPhase: "Queued" | "Starting" | "Running" | "Succeeded" | "Failed" | "Cancelled";
        /** @enum {string} */
        Role: "owner" | "researcher" | "viewer";
        Condition: {
            type: string;
            /** @enum {string} */
            status: "True" | "False" | "Unknown";
            reason: string;
            message: string;
            lastTransitionTime: components["schemas"]["DateTime"];
        };
        PageInfo: {
            nextCursor?: string;
            /** @description The search stopped early; go on with nextCursor */
            incomplete?: boolean;
        };
        Error: {
            error: {
                name: string;
                message: string;
                /** @description Stable; for programs */
                code: string;
                /** @description The input to blame, such as `parameters.samples` */
                field?: string;
                advice?: string;
                problems?: {
                    field: string;
                    message: string;
                }[];
            };
            /** @description `id` is the answer's X-Request-Id: it names the request in the log */
            request?: {
                method?: string;
                url?: string;
                id?: string;
            };
            response: {
                statusCode: number;
            };
        };
        Whoami: {
            userEntityRef: string;
            administrator: boolean;
            /** @description May have clusters made in clouds */
            clusterCreator?: boolean;
            ownershipEntityRefs: string[];
            /** @description The scope and end of the personal access token behind this call, where there is one */
            token?: null | {
                scope: components["schemas"]["TokenScope"];
            };
            projects: {
                name: components["schemas"]["Name"];
                title?: string;
                role: components["schemas"]["Role"];
            }[];
        };
        Engine: {
            /** @enum {string} */
            name: "process" | "docker" | "kubernetes";
            title: string;
            description: string;
            available: boolean;
            /** @description Why it is not available */
            reason?: string;
            clusters?: string[];
        };
        /** @description Limits of a project; a missing one means no limit */
        Quota: {
            concurrentRuns?: number;
            cpu?: components["schemas"]["Quantity"];
            memory?: components["schemas"]["Quantity"];
            gpu?: number;
            storage?: components["schemas"]["Quantity"];
        };
        Project: {
            name: components["schemas"]["Name"];
            title: string;
            description: string;
            quota: components["schemas"]["Quota"];
            kubernetes?: components["schemas"]["ProjectKubernetes"];
            /** @description The caller's role in it */
            role?: components["schemas"]["Role"] | null;
            createdAt: components["schemas"]["DateTime"];
            createdBy: string;
            generation: number;
            status: {
                conditions: components["schemas"]["Condition"][];
                observedGeneration: number;
            };
        };
        ProjectPage: {
            items: components["schemas"]["Project"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        ProjectCreate: {
            name: components["schemas"]["Name"];
            title?: string;
            description?: string;
            quota?: components["schemas"]["Quota"];
            kubernetes?: components["schemas"]["ProjectKubernetes"];
            members?: components["schemas"]["Member"][];
        };
        ProjectUpdate: {
            title?: string;
            description?: string;
            quota?: components["schemas"]["Quota"];
            /** @description Replaces all of the settings */
            kubernetes?: components["schemas"]["ProjectKubernetes"];
        };
        /** @description How the project lives on Kubernetes clusters; what is left out has its default. Administrators alone may change it */
        ProjectKubernetes: {
            /**
             * @description Pod Security level of the namespaces; `restricted` by default
             * @enum {string}
             */
            podSecurity?: "restricted" | "baseline";
            /** @description Images may run as root; needs `podSecurity: baseline`. Default: false */
            allowRoot?: boolean;
            /** @description Private networks that runs may reach, as CIDR, such as `10.2.0.0/16`; all private ones are closed by default */
            allowedNetworks?: string[];
            /** @description Labels of nodes that runs may ask for */
            nodeSelectors?: {
                key: components["schemas"]["KubernetesLabelKey"];
                /** @description The values that may be asked for; any where it is left out */
                values?: string[];
            }[];
            /** @description Taints of nodes that runs may tolerate; what is left out is open */
            tolerations?: {
                key: components["schemas"]["KubernetesLabelKey"];
                value?: string;
                /** @enum {string} */
                effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
            }[];
            /** @description HTTP proxies of runs, as environment variables */
            proxy?: {
                /** @description Such as `http://proxy.example.org:3128` */
                http?: string;
                https?: string;
                /** @description Hosts and networks without proxy */
                noProxy?: string[];
            };
            /** @description Secrets of the project that are logins to image registries */
            pullSecrets?: components["schemas"]["SecretName"][];
            /** @description `run exec` and `run port-forward` are possible. Default: true */
            interactive?: boolean;
        };
        KubernetesLabelKey: string;
        /** @description A DNS label; short enough for the name of the Kubernetes object, `secret-` and this */
        SecretName: string;
        SecretKey: string;
        /** @description Values are never shown */
        Secret: {
            project: components["schemas"]["Name"];
            name: components["schemas"]["SecretName"];
            /**
             * @description `Registry`: a login to an image registry, for `pullSecrets` alone
             * @enum {string}
             */
            type: "Opaque" | "Registry";
            keys: string[];
            /** @description Of a Registry; such as `ghcr.io` */
            registry?: string;
            createdAt: components["schemas"]["DateTime"];
            updatedAt: components["schemas"]["DateTime"];
            updatedBy: string;
        };
        SecretList: {
            items: components["schemas"]["Secret"][];
        };
        /** @description Either values by key, or a login to an image registry */
        SecretPut: {
            /** @description UTF-8 text by key; 512 KiB together */
            data?: {
                [key: string]: string;
            };
            registry?: {
                /** @description Host, and port where it has one, such as `ghcr.io` */
                server: string;
                username: string;
                password: string;
            };
        } & (unknown | unknown);
        /**
         * @description What a run gets of a secret of its project: with `env` one value as an environment variable; otherwise files below
         *     `$PAGODA_SECRETS_DIR`: with `key` one file, without it a folder with a file for each key.
         */
        SecretMount: {
            name: components["schemas"]["SecretName"];
            /** @description Of the value wanted; may be left out with `env` where the secret has but one */
            key?: components["schemas"]["SecretKey"];
            /** @description Name of the variable */
            env?: string;
            /** @description Below `$PAGODA_SECRETS_DIR`; by default `NAME`, or `NAME/KEY` with a key */
            path?: string;
        };
        /** @description A project's namespace on a cluster */
        ProjectNamespace: {
            cluster: components["schemas"]["Name"];
            project: components["schemas"]["Name"];
            namespace: string;
            /**
             * @description `Refused`: one of that name is there and is not PAGoDA's, or the cluster refused something. `Terminating`: it is being removed
             * @enum {string}
             */
            phase: "Pending" | "Active" | "Refused" | "Terminating";
            /** @description The project is gone, and the namespace is to go, too */
            projectDeleted?: boolean;
            /** @description One plain sentence */
            message: string;
            /** @description Of the phase */
            since: components["schemas"]["DateTime"];
            /** @description What its removal waits for, as the cluster tells */
            waitingFor: {
                /** @description Such as `pods` or `jobs.batch` */
                resource?: string;
                /** @description Of an object that is still there */
                name?: string;
                /** @description Each has to be taken off by whoever set it */
                finalizers?: string[];
                deletionTimestamp?: components["schemas"]["DateTime"];
                /** @description One plain sentence */
                message: string;
            }[];
        };
        ProjectNamespaceList: {
            items: components["schemas"]["ProjectNamespace"][];
        };
        Fleet: {
            clusters: {
                total: number;
                /** @description How many are in each phase */
                phases: {
                    [key: string]: number;
                };
                /** @description That differ from their plan */
                drifting: number;
                /** @description Whose end is near or over */
                ending: number;
            };
            volumes: {
                total: number;
                phases: {
                    [key: string]: number;
                };
                /** @description Of all together */
                capacityBytes: number;
                usedBytes: number;
                /** @description What the projects may have together; those without a limit left out */
                quotaBytes: number;
                /** @description Projects without a limit of storage */
                withoutQuota: number;
            };
            runs: {
                active: number;
                waiting: number;
                /** @description Since when the longest of them waits */
                oldestWaitingAt?: components["schemas"]["DateTime"];
            };
            clouds: components["schemas"]["Cloud"][];
            leaks: {
                found: number;
                /** @description Owners whose thing is gone */
                missing: number;
                /** @description Places where the last look has failed */
                unreadable: number;
                /** @description Of the place that was looked at the longest ago */
                lookedAt?: components["schemas"]["DateTime"];
            };
            /** @description The most severe first, at most 100 */
            attention: components["schemas"]["Attention"][];
            /** @description How many there are; counted up to a thousand of each kind */
            attentionTotal: number;
        };
        /** @description Something that needs an administrator */
        Attention: {
            id: string;
            /** @enum {string} */
            severity: "error" | "warning" | "info";
            /** @enum {string} */
            kind: "cloud" | "cluster" | "volume" | "namespace" | "runs" | "leaks";
            /** @description Of the cloud, cluster or volume; of a namespace its cluster */
            name: string;
            project?: string;
            /** @description What it is, such as `Cluster lab is unreachable` */
            title: string;
            /** @description One plain sentence */
            cause: string;
            since?: components["schemas"]["DateTime"];
            action: {
                /** @description What to do, such as `Extend it` */
                label: string;
                /**
                 * @description The operation that does it
                 * @enum {string}
                 */
                operation?: "updateCluster" | "lookForLeaks" | "cleanLeaks" | "deleteVolume";
            };
        };
        /** @description On a cluster, or in a cloud */
        Leak: {
            /** @description Names the very object; one made anew has another */
            id: string;
            cluster?: components["schemas"]["Name"];
            cloud?: components["schemas"]["Name"];
            /** @description Such as `Job`, `Namespace`, `Server` or `SecurityGroup` */
            kind: string;
            namespace?: string;
            name: string;
            /** @description Whose it was */
            project?: string;
            /** @description The cluster whose it was, in a cloud */
            owner?: string;
            /** @description One plain sentence */
            reason: string;
            /** @description Such as its size or its state */
            detail?: string;
            createdAt?: components["schemas"]["DateTime"];
            /** @description It is being deleted since */
            deletionTimestamp?: components["schemas"]["DateTime"];
            /** @description What its deletion waits for */
            finalizers: string[];
        };
        /** @description Something whose owner is there, and that is gone itself */
        MissingThing: {
            id: string;
            /** @description Where it was */
            cluster?: components["schemas"]["Name"];
            /** @description Where it was */
            cloud?: components["schemas"]["Name"];
            /** @enum {string} */
            owner: "cluster" | "volume" | "snapshot";
            /** @description Of the owner */
            project?: string;
            /** @description Of the owner */
            name: string;
            /** @description What is gone, such as `PersistentVolumeClaim` */
            kind: string;
            /** @description By which the cloud knew it */
            externalId?: string;
            /** @description One plain sentence */
            reason: string;
        };
        /** @description Series from Prometheus, with their points at the same times */
        MetricSeriesList: {
            /** @description Prometheus was asked and has answered; it may know of no series */
            available: boolean;
            /** @description Why there are none, or not all; one or two plain sentences */
            reason?: string;
            /**
             * @description The same for programs: `NotConnected` no Prometheus is, `NotMeasured` what is asked for is nowhere that Prometheus looks, `NotDistinct` the series cannot be told from those of others; otherwise Prometheus did not answer
             * @enum {string}
             */
            code?: "NotConnected" | "NotMeasured" | "NotDistinct" | "Unreachable" | "TooSlow" | "Refused" | "Failed";
            /** @description Of the first point */
            since: components["schemas"]["DateTime"];
            until: components["schemas"]["DateTime"];
            stepSeconds: number;
            series: components["schemas"]["MetricSeries"][];
            /** @description Of a run, in their order */
            phases?: {
                /** @enum {string} */
                phase: "Queued" | "Starting" | "Running";
                /** @description 0 before the first start */
                attempt: number;
                since: components["schemas"]["DateTime"];
                /** @description Missing while it lasts */
                until?: components["schemas"]["DateTime"];
            }[];
            /** @description Of a run that ran long enough */
            advice?: components["schemas"]["ResourceAdvice"][];
        };
        MetricSeries: {
            /** @enum {string} */
            name: "cpu" | "cpuThrottled" | "memory" | "gpu" | "gpuMemory" | "networkReceived" | "networkSent" | "diskRead" | "diskWritten" | "pods";
            /** @enum {string} */
            measure: "used" | "requested" | "capacity";
            /** @enum {string} */
            unit: "cores" | "bytes" | "ratio" | "bytesPerSecond" | "count";
            /** @description What it is of, such as `pod`, `container`, `gpu` or `cluster` */
            labels: {
                [key: string]: string;
            };
            /** @description Milliseconds since 1970 and the value; null where there is none */
            points: [
                number,
                number | null
            ][];
            /** @description What was asked for */
            requested?: number;
            /** @description What it may not exceed */
            limit?: number;
        };
        ResourceAdvice: {
            /** @enum {string} */
            resource: "cpu" | "memory" | "gpu";
            /** @enum {string} */
            change: "less" | "more";
            /** @description Cores, bytes or devices */
            requested: number;
            used: number;
            /** @description What to ask for, such as `1500m` or `2Gi` */
            suggestion: string;
            /** @description One or two plain sentences */
            message: string;
        };
        Monitoring: {
            connections: components["schemas"]["MonitoringConnection"][];
            /** @description What is installed or could be */
            objects: components["schemas"]["MonitoringObject"][];
        };
        MonitoringConnection: {
            /** @enum {string} */
            kind: "elasticsearch" | "prometheus" | "grafana" | "kibana";
            title: string;
            configured: boolean;
            /** @description Of what is asked how it is, whether it answers well */
            healthy?: boolean;
            url?: string;
            version?: string;
            /** @description How it is, in words */
            message?: string;
            /** @description What else is known of it, such as how full a spool is */
            facts?: {
                label: string;
                value: string;
            }[];
            /** @description How it is connected */
            advice: string;
        };
        MonitoringObject: {
            /** @enum {string} */
            target: "grafana" | "kibana";
            /** @description Of a dashboard its uid; of the logs of a project its name */
            id: string;
            title: string;
            /**
             * @description `Changed`: by hand, since PAGoDA has written it; `Outdated`: PAGoDA would write another by now; `Unknown`: what it is in could not be asked
             * @enum {string}
             */
            state: "Missing" | "Current" | "Outdated" | "Changed" | "Unknown";
            /** @description Where it is shown */
            url?: string;
            message?: string;
        };
        MonitoringInstall: {
            /**
             * @description Say what would be done
             * @default false
             */
            dryRun?: boolean;
            /**
             * @description Also what somebody has changed
             * @default false
             */
            overwrite?: boolean;
        };
        MonitoringInstallResult: {
            dryRun: boolean;
            items: {
                /** @enum {string} */
                target: "grafana" | "kibana";
                id: string;
                title: string;
                /**
                 * @description `Kept`: somebody has changed it, so that it was left as it is
                 * @enum {string}
                 */
                action: "Created" | "Updated" | "Unchanged" | "Kept" | "Failed";
                message: string;
            }[];
        };
        View: {
            id: string;
            title: string;
            /** @enum {string} */
            provider: "grafana" | "kibana";
            /** @description Whether it may be shown in a frame */
            frame: boolean;
            /** @description For a frame, where there may be one; without a host it is relative to `/api/pagoda/` */
            url?: string;
            /** @description For people to open it in a tab of its own; without a host as `url` */
            link: string;
            /** @description Why there is no frame */
            message?: string;
        };
        ViewList: {
            items: components["schemas"]["View"][];
            /** @description Where there are none, why */
            message?: string;
        };
        LeakReport: {
            /** @description At most 1,000 of each place */
            items: components["schemas"]["Leak"][];
            /** @description At most 1,000 of each place */
            missing: components["schemas"]["MissingThing"][];
            /** @description When each place was last looked at */
            looks: {
                cluster?: components["schemas"]["Name"];
                cloud?: components["schemas"]["Name"];
                /** @description How many were found, also where not all are listed */
                leaks: number;
                missing: number;
                /** @description When it last answered */
                lookedAt?: components["schemas"]["DateTime"];
                /** @description Why the last look has failed */
                message?: string;
            }[];
        };
        LeakLook: {
            /** @description Look at this one alone */
            cluster?: components["schemas"]["Name"];
            /** @description Look at this one alone */
            cloud?: components["schemas"]["Name"];
        };
        LeakCleanUp: {
            /** @description As the report lists them */
            ids: string[];
        };
        LeakCleanUpResult: {
            items: {
                id: string;
                /** @description The cluster or the cloud was told to delete it */
                deleted: boolean;
                message: string;
            }[];
        };
        Member: {
            subject: components["schemas"]["EntityRef"];
            role: components["schemas"]["Role"];
        };
        MemberList: {
            items: components["schemas"]["Member"][];
        };
        /** @description In runs, cores, bytes, devices or bytes; `quota` and `left` are missing where there is no limit */
        UsageItem: {
            quota?: number;
            used: number;
            left?: number;
        };
        ProjectUsage: {
            project: components["schemas"]["Name"];
            concurrentRuns: components["schemas"]["UsageItem"];
            cpu: components["schemas"]["UsageItem"];
            memory: components["schemas"]["UsageItem"];
            gpu: components["schemas"]["UsageItem"];
            storage: components["schemas"]["UsageItem"];
            queuedRuns: number;
        };
        Resources: {
            cpu?: components["schemas"]["Quantity"];
            memory?: components["schemas"]["Quantity"];
            gpu?: number;
        };
        VolumeMount: {
            name: components["schemas"]["Name"];
            /** @description Where the run finds it below `$PAGODA_INPUT_DIR` (relative), such as `data` */
            path: string;
            /** @default true */
            readOnly?: boolean;
        };
        Retries: {
            /** @default 0 */
            limit?: number;
            /**
             * @description Wait before the first retry; doubled for each further one, at most an hour
             * @default 10
             */
            backoffSeconds?: number;
            /** @description The first rule that names the exit code decides; without one, every failure is retried */
            rules?: {
                exitCodes: number[];
                /** @enum {string} */
                action: "Retry" | "Fail";
            }[];
        };
        /** @description JSON Schema (2020-12) of an object; the form is made from it */
        ParameterSchema: {
            /** @constant */
            type: "object";
            properties?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            required?: string[];
        };
        SourceFile: {
            path: string;
            /** @description UTF-8 text; 512 KiB for all files together */
            content: string;
        };
        /**
         * @description A container beside the run's own, such as a database: in the same pod, so that the run reaches it at `localhost`; it
         *     is started before the run and ends with it. On Kubernetes clusters.
         */
        HelperService: {
            /** @description Also of its lines in the log */
            name: string;
            image: string;
            /** @description By default that of the image */
            command?: string[];
            environment?: {
                [key: string]: string;
            };
            resources?: components["schemas"]["Resources"];
            /** @description The run starts when the port answers, or the command ends with 0; without it, at once */
            readiness?: {
                port?: number;
                command?: string[];
            };
        };
        /** @description Labels that the node has to have; those that the project allows */
        NodeSelector: {
            [key: string]: string;
        };
        /** @description A taint of nodes that does not keep the run away; one that the project allows */
        Toleration: {
            key: components["schemas"]["KubernetesLabelKey"];
            /**
             * @default Equal
             * @enum {string}
             */
            operator?: "Equal" | "Exists";
            value?: string;
            /** @enum {string} */
            effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
        };
        /** @description What a revision fixes */
        ExperimentSpec: {
            image: string;
            command: string[];
            /** @description Code that is put into the working directory; lists leave it out */
            files?: components["schemas"]["SourceFile"][];
            parameterSchema?: components["schemas"]["ParameterSchema"];
            environment?: {
                [key: string]: string;
            };
            resources?: components["schemas"]["Resources"];
            volumes?: components["schemas"]["VolumeMount"][];
            /** @description Of the project */
            secrets?: components["schemas"]["SecretMount"][];
            services?: components["schemas"]["HelperService"][];
            nodeSelector?: components["schemas"]["NodeSelector"];
            tolerations?: components["schemas"]["Toleration"][];
            timeoutSeconds?: number;
            retries?: components["schemas"]["Retries"];
        };
        ExperimentCreate: {
            name: components["schemas"]["Name"];
            title?: string;
            description?: string;
            /** @description Markdown */
            readme?: string;
            spec: components["schemas"]["ExperimentSpec"];
        };
        ExperimentPut: {
            title?: string;
            description?: string;
            /** @description Markdown */
            readme?: string;
            spec: components["schemas"]["ExperimentSpec"];
        };
        Experiment: {
            project: components["schemas"]["Name"];
            name: components["schemas"]["Name"];
            title: string;
            description: string;
            readme: string;
            revision: number;
            spec: components["schemas"]["ExperimentSpec"];
            owner: string;
            createdAt: components["schemas"]["DateTime"];
            updatedAt: components["schemas"]["DateTime"];
            generation: number;
        };
        ExperimentPage: {
            items: components["schemas"]["Experiment"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        Revision: {
            revision: number;
            spec: components["schemas"]["ExperimentSpec"];
            createdAt: components["schemas"]["DateTime"];
            createdBy: string;
        };
        RevisionPage: {
            items: components["schemas"]["Revision"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        /** @description Values by name, checked against the parameter schema */
        Parameters: {
            [key: string]: unknown;
        };
        RunSubmit: {
            experiment?: components["schemas"]["Name"];
            revision?: number;
            /** @description An inline definition, instead of an experiment */
            spec?: components["schemas"]["ExperimentSpec"];
            parameters?: components["schemas"]["Parameters"];
            labels?: components["schemas"]["Labels"];
            cluster?: components["schemas"]["Name"];
            /** @description A queue of Kueue on the cluster (see `/clusters/{cluster}/queues`), which then decides when it starts */
            queue?: components["schemas"]["KubernetesName"];
            /** @description A WorkloadPriorityClass of Kueue; belongs to `queue` */
            priorityClass?: components["schemas"]["KubernetesName"];
            /** @description Replaces what the experiment asks for */
            resources?: components["schemas"]["Resources"];
            /** @description Added to the experiment's; the same name replaces */
            volumes?: components["schemas"]["VolumeMount"][];
            timeoutSeconds?: number;
            retries?: components["schemas"]["Retries"];
        } & (unknown | unknown);
        RunRerun: {
            /** @description Replace single values of the run's */
            parameters?: components["schemas"]["Parameters"];
            labels?: components["schemas"]["Labels"];
            cluster?: components["schemas"]["Name"];
            /** @description Default the run's own, unless another cluster is given; empty for none */
            queue?: string;
            /** @description Default the run's own, where the queue is */
            priorityClass?: string;
            resources?: components["schemas"]["Resources"];
            timeoutSeconds?: number;
        };
        /** @description What is executed, complete in itself */
        RunSpec: {
            image: string;
            command: string[];
            /** @description In the detail of one run alone */
            files?: components["schemas"]["SourceFile"][];
            environment?: {
                [key: string]: string;
            };
            parameters: components["schemas"]["Parameters"];
            resources: {
                cpu: components["schemas"]["Quantity"];
                memory: components["schemas"]["Quantity"];
                gpu: number;
            };
            volumes: components["schemas"]["VolumeMount"][];
            /** @description References; never values */
            secrets?: components["schemas"]["SecretMount"][];
            services?: components["schemas"]["HelperService"][];
            nodeSelector?: components["schemas"]["NodeSelector"];
            tolerations?: components["schemas"]["Toleration"][];
            timeoutSeconds: number;
            retries: components["schemas"]["Retries"];
            /** @description The queue of Kueue that decides when it starts; without one, PAGoDA does */
            queue?: components["schemas"]["KubernetesName"];
            /** @description Its WorkloadPriorityClass in the queue */
            priorityClass?: components["schemas"]["KubernetesName"];
        };
        Explanation: {
            code: components["schemas"]["ExplanationCode"];
            /** @description One plain sentence */
            summary: string;
            /** @description What to do next */
            advice: string;
            evidence: {
                /** @description Where it was seen: `engine`, `log`, `quota`, `queue`, `event` */
                source: string;
                message: string;
                time?: components["schemas"]["DateTime"];
            }[];
        };
        /** @enum {string} */
        ExplanationCode: "ExitCode" | "Signal" | "Timeout" | "OutOfMemory" | "CommandNotFound" | "Cancelled" | "QuotaExceeded" | "ConcurrencyLimit" | "VolumeNotFound" | "VolumeBusy" | "SecretNotFound" | "ImageNotFound" | "ImagePullDenied" | "Unschedulable" | "PolicyRefused" | "InvalidSpec" | "InitStuck" | "Evicted" | "Preempted" | "NodeLost" | "EngineRestarted" | "ClusterUnreachable" | "DeletedOutside" | "NamespaceTerminating" | "WaitingInQueue" | "QueueStopped" | "QueueUnusable" | "Unknown";
        RunStatus: {
            phase: components["schemas"]["RunPhase"];
            queuedAt: components["schemas"]["DateTime"];
            startedAt?: components["schemas"]["DateTime"] | null;
            finishedAt?: components["schemas"]["DateTime"] | null;
            /** @description 0 before the first start */
            attempt: number;
            exitCode?: number | null;
            explanation: components["schemas"]["Explanation"] | null;
            /** @description The numbers of the run's `result.json` */
            metrics: {
                [key: string]: number;
            };
            conditions: components["schemas"]["Condition"][];
            placement?: components["schemas"]["RunPlacement"] | null;
            cancelRequestedBy?: string | null;
            nextAttemptAt?: components["schemas"]["DateTime"] | null;
            observedGeneration?: number;
        };
        Run: {
            id: components["schemas"]["Uuid"];
            /** @description Counted within the project, for people */
            number: number;
            project: components["schemas"]["Name"];
            experiment: components["schemas"]["Name"] | null;
            revision: number | null;
            sweep: components["schemas"]["Uuid"] | null;
            index: number | null;
            owner: string;
            cluster: components["schemas"]["Name"];
            labels: components["schemas"]["Labels"];
            spec: components["schemas"]["RunSpec"];
            status: components["schemas"]["RunStatus"];
            generation: number;
            createdAt: components["schemas"]["DateTime"];
            rerunOf?: components["schemas"]["Uuid"] | null;
        };
        /** @description Where the attempt is executed; what is not known, or has no meaning on the cluster, is left out */
        RunPlacement: {
            node?: string;
            /** @description Of Kubernetes */
            namespace?: string;
            job?: string;
            pod?: string;
            /** @description With its digest: `NAME@sha256:…` */
            image?: string;
        };
        RunPage: {
            items: components["schemas"]["Run"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        RunChange: {
            seq: number;
            id: components["schemas"]["Uuid"];
            project: components["schemas"]["Name"];
            sweep?: components["schemas"]["Uuid"] | null;
            phase: components["schemas"]["RunPhase"];
            deleted: boolean;
            /** @description The run as it is now, unless it was deleted */
            run?: components["schemas"]["Run"];
        };
        RunValidation: {
            /** @description It can run within the project's quota and on the cluster */
            fits: boolean;
            /** @description It fits, but other runs use what it needs now */
            waits: boolean;
            shortBy: {
                /** @enum {string} */
                resource: "concurrentRuns" | "cpu" | "memory" | "gpu";
                asked: number;
                limit: number;
                left: number;
                message: string;
            }[];
            /** @description What would be executed */
            run: components["schemas"]["RunSpec"];
        };
        RunComparison: {
            a: components["schemas"]["Run"];
            b: components["schemas"]["Run"];
            differences: {
                /** @description Such as `spec.parameters.samples` or `status.metrics.pi` */
                path: string;
                /** @enum {string} */
                group: "definition" | "parameters" | "resources" | "outcome" | "metrics" | "results";
                a?: unknown;
                b?: unknown;
            }[];
        };
        RunEventList: {
            items: {
                time: components["schemas"]["DateTime"];
                /** @enum {string} */
                type: "Normal" | "Warning";
                /** @description Such as `Queued`, `Started`, `Retried`, `Requeued` (its queue stopped it; the same attempt is executed again), `CancelRequested` */
                reason: string;
                message: string;
                attempt?: number;
            }[];
        };
        RunMetrics: {
            metrics: {
                [key: string]: number;
            };
            /** @description Measured by the engine; missing where it could not be */
            usage: {
                cpuSeconds?: number;
                peakMemoryBytes?: number;
                /** @description Cores */
                requestedCpu?: number;
                requestedMemoryBytes?: number;
                durationSeconds?: number;
            };
        };
        LogLine: {
            /** @description Cursor of this line */
            id: string;
            time: components["schemas"]["DateTime"];
            /** @enum {string} */
            stream: "stdout" | "stderr";
            attempt: number;
            container: string;
            text: string;
        };
        /**
         * @description What a line says of itself; a line that says nothing has none
         * @enum {string}
         */
        LogLevel: "debug" | "info" | "warning" | "error";
        LogHit: {
            run: components["schemas"]["Uuid"];
            runNumber: number;
            experiment?: string;
            sweep?: components["schemas"]["Uuid"];
            line: components["schemas"]["LogLine"];
            level?: components["schemas"]["LogLevel"];
            /** @description Where words of the search stand in the text, from and to (exclusive), in UTF-16 units */
            highlights: number[][];
        };
        LogHitPage: {
            items: components["schemas"]["LogHit"][];
            pageInfo: components["schemas"]["PageInfo"];
            /** @description Not everything was looked at; the cursor goes on */
            partial: boolean;
        };
        LogHistogram: {
            intervalSeconds: number;
            /** @description Those that are not empty, oldest first */
            buckets: {
                time: components["schemas"]["DateTime"];
                count: number;
                /** @description Lines of each level */
                levels: {
                    [key: string]: number;
                };
            }[];
            /** @description Not everything was looked at */
            partial: boolean;
        };
        LogPage: {
            items: components["schemas"]["LogLine"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        File: {
            /** @description Relative to the root, `/` between segments */
            path: string;
            /** @enum {string} */
            type: "file" | "directory";
            /** @description Bytes; 0 for a directory */
            size: number;
            modifiedAt: components["schemas"]["DateTime"];
            /** @description Hexadecimal, of a file; missing while a run may still write it */
            sha256?: string;
            mediaType?: string;
        };
        FileList: {
            items: components["schemas"]["File"][];
            truncated?: boolean;
        };
        SweepSubmit: {
            experiment: components["schemas"]["Name"];
            revision?: number;
            /** @description Values that all points share */
            parameters?: components["schemas"]["Parameters"];
            /** @description Every combination */
            matrix?: {
                [key: string]: unknown[];
            };
            /** @description The first values together, the second values together … */
            zip?: {
                [key: string]: unknown[];
            };
            /** @description Each point in full */
            list?: components["schemas"]["Parameters"][];
            /** @description Points that may run at the same time */
            parallelism?: number;
            /** @description After more failed points than this, the rest is cancelled */
            maxFailures?: number;
            labels?: components["schemas"]["Labels"];
            cluster?: components["schemas"]["Name"];
            /** @description A queue of Kueue on the cluster (see `/clusters/{cluster}/queues`), which then decides when it starts */
            queue?: components["schemas"]["KubernetesName"];
            /** @description A WorkloadPriorityClass of Kueue; belongs to `queue` */
            priorityClass?: components["schemas"]["KubernetesName"];
            resources?: components["schemas"]["Resources"];
            volumes?: components["schemas"]["VolumeMount"][];
            timeoutSeconds?: number;
            retries?: components["schemas"]["Retries"];
        } & (unknown | unknown | unknown);
        Sweep: {
            id: components["schemas"]["Uuid"];
            project: components["schemas"]["Name"];
            experiment: components["schemas"]["Name"];
            revision: number;
            owner: string;
            cluster: components["schemas"]["Name"];
            labels: components["schemas"]["Labels"];
            points: number;
            /** @description Those that vary */
            parameterNames: string[];
            /** @description Lists leave matrix, zip and list out */
            spec: {
                matrix?: {
                    [key: string]: unknown[];
                };
                zip?: {
                    [key: string]: unknown[];
                };
                list?: components["schemas"]["Parameters"][];
                parameters?: components["schemas"]["Parameters"];
                parallelism?: number | null;
                maxFailures?: number | null;
            };
            status: {
                /** @enum {string} */
                phase: "Running" | "Succeeded" | "Failed" | "Cancelled";
                counts: {
                    [key: string]: number;
                };
                finishedAt?: components["schemas"]["DateTime"] | null;
                explanation?: components["schemas"]["Explanation"] | null;
                /** @description Failed points by cause */
                causes?: {
                    code: components["schemas"]["ExplanationCode"];
                    count: number;
                    example?: components["schemas"]["Uuid"];
                }[];
            };
            createdAt: components["schemas"]["DateTime"];
            generation: number;
        };
        SweepPage: {
            items: components["schemas"]["Sweep"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        SweepPointPage: {
            items: {
                index: number;
                run: components["schemas"]["Uuid"];
                phase: components["schemas"]["RunPhase"];
                parameters: {
                    [key: string]: unknown;
                };
                metrics: {
                    [key: string]: number;
                };
                code?: components["schemas"]["ExplanationCode"] | null;
            }[];
            pageInfo: components["schemas"]["PageInfo"];
        };
        VolumeCreate: {
            name: components["schemas"]["Name"];
            description?: string;
            size: components["schemas"]["Quantity"];
            /** @description Where runs may mount it; of a volume in a cloud, it may follow later */
            cluster?: components["schemas"]["Name"];
            /** @description Of a Kubernetes cluster; its default class where it is left out */
            storageClass?: components["schemas"]["StorageClassName"];
            accessMode?: components["schemas"]["AccessMode"];
            /** @description An OpenStack whose block storage (Cinder) it is to be in; without it, it is in the cluster */
            cloud?: components["schemas"]["Name"];
            /** @description Of the cloud; its default type where it is left out */
            volumeType?: components["schemas"]["VolumeTypeName"];
            /** @description Of the cloud */
            zone?: components["schemas"]["ZoneName"];
            source?: components["schemas"]["VolumeSource"];
            /**
             * @description Of a volume in a cloud: it is not deleted until this is taken off
             * @default false
             */
            deletionProtection?: boolean;
        };
        VolumePreflightRequest: {
            items: {
                cloud: components["schemas"]["Name"];
                size: components["schemas"]["Quantity"];
                /** @description Of the cloud; its default type where it is left out */
                volumeType?: components["schemas"]["VolumeTypeName"];
                /** @description A volume of the project in this cloud that is to be made so large; what it has is not needed again */
                volume?: components["schemas"]["Name"];
            }[];
        };
        VolumeTypeName: string;
        ZoneName: string;
        /** @description What a volume in a cloud is made from, in the same project and cloud; the new one is at least as large */
        VolumeSource: {
            volume: components["schemas"]["Name"];
            /** @description Of that volume; without it, the volume as it is */
            snapshot?: components["schemas"]["Name"];
        };
        StorageClassName: string;
        /**
         * @description How a volume of a Kubernetes cluster may be used: `ReadWriteOnce` by the pods of one node at a time,
         *     `ReadWriteMany` by those of all nodes, `ReadWriteOncePod` by one pod. `ReadWriteOnce` where it is left out.
         * @enum {string}
         */
        AccessMode: "ReadWriteOnce" | "ReadWriteMany" | "ReadWriteOncePod";
        VolumeUpdate: {
            description?: string;
            size?: components["schemas"]["Quantity"];
            /** @description Of a volume in a cloud: the cluster that is to mount it; null takes it off its cluster */
            cluster?: components["schemas"]["Name"] | null;
            /** @description Of a volume in a cloud */
            deletionProtection?: boolean;
        };
        Volume: {
            project: components["schemas"]["Name"];
            name: components["schemas"]["Name"];
            description: string;
            /** @description Whose runs may mount it; missing where it is in a cloud and on no cluster */
            cluster?: components["schemas"]["Name"];
            /** @enum {string} */
            provider: "directory" | "kubernetes" | "cinder";
            /** @description Of `cinder` */
            cloud?: components["schemas"]["Name"];
            /** @description Of `cinder` */
            volumeType?: string;
            /** @description Of `cinder` */
            zone?: string;
            /** @description How the cloud calls it; missing until it has been made */
            externalId?: string;
            source?: components["schemas"]["VolumeSource"];
            /** @description Of `cinder` */
            deletionProtection?: boolean;
            /** @description Such as the cloud's own page of it */
            links?: components["schemas"]["Link"][];
            cost?: components["schemas"]["Cost"];
            /** @description Of a Kubernetes cluster */
            storageClass?: string;
            accessMode?: components["schemas"]["AccessMode"];
            owner: string;
            spec: {
                size: components["schemas"]["Quantity"];
            };
            status: {
                /** @enum {string} */
                phase: "Pending" | "Available" | "InUse" | "Deleting" | "Error";
                usedBytes: number;
                capacityBytes: number;
                files: number;
                /** @description Active runs that mount it */
                mountedBy: components["schemas"]["Uuid"][];
                /** @description Of `cinder`: the machines that it is attached to */
                attachments?: {
                    /** @description Its id in the cloud */
                    server: string;
                    /** @description Of the machine, where it is known */
                    name?: string;
                    device?: string;
                    attachedAt?: components["schemas"]["DateTime"];
                }[];
                /** @description Of `cinder`: when the portal last looked */
                observedAt?: components["schemas"]["DateTime"];
                conditions: components["schemas"]["Condition"][];
                observedGeneration?: number;
            };
            createdAt: components["schemas"]["DateTime"];
            generation: number;
        };
        VolumePage: {
            items: components["schemas"]["Volume"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        VolumeRestore: {
            /** @description The newest of the volume */
            snapshot: components["schemas"]["Name"];
        };
        VolumeClone: {
            name: components["schemas"]["Name"];
            description?: string;
            /** @description Of the volume; without it, the volume as it is */
            snapshot?: components["schemas"]["Name"];
            /** @description At least that of what it is made from, which it is where this is left out */
            size?: components["schemas"]["Quantity"];
            /** @description That of the volume where it is left out */
            volumeType?: components["schemas"]["VolumeTypeName"];
            /** @description Where runs may mount it; it may follow later */
            cluster?: components["schemas"]["Name"];
        };
        VolumeTransfer: {
            /** @description The new one */
            project: components["schemas"]["Name"];
        };
        VolumeSnapshotCreate: {
            /** @description One with the time in it where it is left out, such as `snapshot-20261123-153412` */
            name?: components["schemas"]["Name"];
            description?: string;
        };
        VolumeSnapshot: {
            project: components["schemas"]["Name"];
            volume: components["schemas"]["Name"];
            name: components["schemas"]["Name"];
            description: string;
            owner: string;
            /** @enum {string} */
            phase: "Pending" | "Available" | "Deleting" | "Error";
            /** @description That of the volume when it was taken */
            sizeBytes: number;
            /** @description How the cloud calls it; missing until it has been made */
            externalId?: string;
            conditions: components["schemas"]["Condition"][];
            createdAt: components["schemas"]["DateTime"];
            /** @description When the portal last saw it in the cloud */
            observedAt?: components["schemas"]["DateTime"];
        };
        VolumeSnapshotPage: {
            items: components["schemas"]["VolumeSnapshot"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        Cluster: {
            name: components["schemas"]["Name"];
            title: string;
            description?: string;
            /** @enum {string} */
            provisioner: "local" | "docker" | "existing" | "rancher" | "magnum";
            /** @enum {string} */
            engine: "process" | "docker" | "kubernetes";
            version?: string;
            capacity: components["schemas"]["ClusterResources"];
            /** @description Asked by active runs */
            allocated: components["schemas"]["ClusterResources"];
            runs: {
                queued: number;
                active: number;
            };
            /** @description Missing until they were read */
            nodes?: {
                total: number;
                ready: number;
            };
            features?: components["schemas"]["ClusterFeatures"];
            /** @description Of provisioned clusters */
            cloud?: components["schemas"]["Name"];
            /** @description Who had it made */
            owner?: components["schemas"]["EntityRef"];
            plan?: components["schemas"]["ClusterPlan"];
            /** @description As they were last seen */
            pools?: components["schemas"]["PoolStatus"][];
            /** @description When it is to be removed */
            endsAt?: components["schemas"]["DateTime"];
            deletionProtection?: boolean;
            links?: components["schemas"]["Link"][];
            cost?: components["schemas"]["Cost"];
            /** @description What differs from the plan though nobody has asked for it here */
            drift?: components["schemas"]["Drift"][];
            status: {
                /**
                 * @description `Pending` to `Deleting`, and `Failed`, of provisioned clusters alone
                 * @enum {string}
                 */
                phase: "Ready" | "Degraded" | "Unreachable" | "Pending" | "Provisioning" | "Updating" | "Deleting" | "Failed";
                conditions: components["schemas"]["Condition"][];
                /** @description When the portal last looked */
                observedAt?: components["schemas"]["DateTime"];
                /** @description When the cluster last answered */
                contactedAt?: components["schemas"]["DateTime"];
                observedGeneration?: number;
            };
            createdAt: components["schemas"]["DateTime"];
            generation: number;
        };
        /** @description What was found on a Kubernetes cluster */
        ClusterFeatures: {
            storageClasses: components["schemas"]["ClusterStorageClass"][];
            kueue: {
                installed: boolean;
                /** @description Of its API, such as `v1beta2` */
                version?: string;
                /** @description Whether it tells positions in queues */
                visibility?: boolean;
            };
            /** @description Whether the metrics API is served */
            metrics: boolean;
        };
        /** @description A LocalQueue of Kueue */
        ClusterQueue: {
            name: components["schemas"]["KubernetesName"];
            /** @description The ClusterQueue whose capacity it gives */
            clusterQueue: string;
            /** @description Whether it lets anything start, as Kueue says */
            active: boolean;
            /**
             * @description `Hold`: nothing new starts. `HoldAndDrain`: what runs is stopped, too
             * @enum {string}
             */
            stopPolicy?: "None" | "Hold" | "HoldAndDrain";
            /** @description Why it is not active, as Kueue says it */
            message?: string;
            /** @description Workloads that wait */
            pending: number;
            /** @description Workloads that were admitted and have not finished */
            admitted: number;
        };
        ClusterQueueList: {
            items: components["schemas"]["ClusterQueue"][];
            /** @description WorkloadPriorityClasses, the highest first; empty where they may not be read */
            priorityClasses: {
                name: components["schemas"]["KubernetesName"];
                value: number;
                description?: string;
            }[];
        };
        /** @description A DNS subdomain (RFC 1123) */
        KubernetesName: string;
        ClusterStorageClass: {
            name: string;
            provisioner: string;
            default: boolean;
            expandable?: boolean;
            waitsForConsumer?: boolean;
        };
        /**
         * @description How a Kubernetes cluster is reached. `kubeconfig`: one context of a kubeconfig that holds all it names, files
         *     included. `token`: a server and a bearer token, such as Rancher's cluster proxy gives. `inCluster`: the service
         *     account of the pod that the portal runs in.
         */
        ClusterConnection: {
            /** @enum {string} */
            kind: "kubeconfig" | "token" | "inCluster";
            /** @description YAML or JSON */
            kubeconfig?: string;
            /** @description Default the current context */
            context?: string;
            /** @description Base URL, such as `https://rancher.example.org/k8s/clusters/c-m-x1` */
            server?: string;
            token?: string;
            /** @description Certificates that the server is trusted by, PEM; default those of the kubeconfig or of the system */
            ca?: string;
            /** @description The name in the server's certificate where it differs from the address */
            tlsServerName?: string;
            /** @description Trust whoever answers; for tests alone */
            insecureSkipTlsVerify?: boolean;
            /** @description HTTP proxy, such as `http://proxy.example.org:3128` */
            proxy?: string;
            connectTimeoutSeconds?: number;
            requestTimeoutSeconds?: number;
        };
        ClusterConnectionInfo: {
            /** @enum {string} */
            kind: "kubeconfig" | "token" | "inCluster";
            server: string;
            /** @enum {string} */
            authentication: "token" | "certificate" | "serviceAccount" | "none";
            /** @description When the token or the client certificate ends */
            expiresAt?: components["schemas"]["DateTime"];
            /** @description SHA-256 of the first trusted certificate */
            caFingerprint?: string;
            tlsServerName?: string;
            insecureSkipTlsVerify?: boolean;
            /** @description Without user and password */
            proxy?: string;
            connectTimeoutSeconds?: number;
            requestTimeoutSeconds?: number;
            updatedAt: components["schemas"]["DateTime"];
            updatedBy: string;
        };
        ClusterImport: {
            name: components["schemas"]["Name"];
            title?: string;
            description?: string;
            connection: components["schemas"]["ClusterConnection"];
            /**
             * @description Import it although the check finds something wrong
             * @default false
             */
            force?: boolean;
        };
        ClusterUpdate: {
            title?: string;
            description?: string;
            /** @description Of imported clusters */
            connection?: components["schemas"]["ClusterConnection"];
            /**
             * @description Take the connection although the check finds something wrong
             * @default false
             */
            force?: boolean;
            /** @description Of provisioned clusters; the whole list */
            pools?: components["schemas"]["NodePool"][];
            /** @description Of provisioned clusters */
            deletionProtection?: boolean;
            /** @description Of provisioned clusters; null for no end */
            endsAt?: null | components["schemas"]["DateTime"];
            /** @description What the change is based on: refused with `Changed` when the cluster has another by now */
            generation?: number;
        };
        /**
         * @description What a provisioned cluster is to be. One or three nodes of the control plane in one pool, at least two workers.
         *     Things of the cloud (flavors, images, networks, keypairs) are named by their id or by their name; see
         *     `/clouds/{cloud}/offers`.
         */
        ClusterPlan: {
            /** @description Of at most 40 characters */
            name: components["schemas"]["Name"];
            title?: string;
            description?: string;
            /** @enum {string} */
            provisioner: "rancher" | "magnum";
            /** @description A Rancher for `rancher`, an OpenStack for `magnum` */
            cloud: components["schemas"]["Name"];
            /** @description Of Kubernetes, such as `v1.34.1+rke2r1`; for `rancher` */
            version?: string;
            /** @description Of Magnum, by id or name; for `magnum` */
            clusterTemplate?: string;
            pools: components["schemas"]["NodePool"][];
            /** @description Of the machines; pools may have another */
            network?: components["schemas"]["CloudThing"];
            /** @description Where floating IPs come from */
            externalNetwork?: components["schemas"]["CloudThing"];
            securityGroups?: components["schemas"]["CloudThing"][];
            keypair?: components["schemas"]["CloudThing"];
            sshUser?: string;
            /** @default true */
            deletionProtection?: boolean;
            endsAt?: components["schemas"]["DateTime"];
        };
        /** @description Id or name of something in a cloud */
        CloudThing: string;
        NodePool: {
            /** @description Of at most 20 characters */
            name: components["schemas"]["Name"];
            /** @enum {string} */
            role: "control-plane" | "worker";
            count: number;
            flavor: components["schemas"]["CloudThing"];
            image?: components["schemas"]["CloudThing"];
            zone?: components["schemas"]["CloudThing"];
            network?: components["schemas"]["CloudThing"];
            /** @description Of its nodes */
            labels?: components["schemas"]["NodeSelector"];
            taints?: components["schemas"]["Taint"][];
            /** @description Boot from a volume of this size instead of the flavor's disk */
            diskGiB?: number;
            /** @description Of that volume */
            volumeType?: components["schemas"]["CloudThing"];
            /** @description Autoscaling: not fewer */
            minCount?: number;
            /** @description Autoscaling: not more */
            maxCount?: number;
        };
        Taint: {
            key: components["schemas"]["KubernetesLabelKey"];
            value?: string;
            /** @enum {string} */
            effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
        };
        Link: {
            title: string;
            /** Format: uri */
            url: string;
        };
        /** @description A hint made of the configured prices; not a bill */
        Cost: {
            perDay: number;
            currency: string;
        };
        Drift: {
            /** @description Of the plan, such as `pools.work.count` */
            field: string;
            wanted: string;
            found: string;
        };
        PoolStatus: {
            name: string;
            /** @enum {string} */
            role: "control-plane" | "worker";
            wanted: number;
            ready: number;
            flavor?: string;
            min?: number;
            max?: number;
        };
        Machine: {
            name: string;
            pool: string;
            /** @description As its provisioner says it, such as `Provisioning` */
            phase: string;
            address?: string;
            flavor?: string;
            /** @description Why it is not as it should be, as the cloud says it */
            cause?: string;
            createdAt?: components["schemas"]["DateTime"];
        };
        ClusterMachines: {
            pools: components["schemas"]["PoolStatus"][];
            machines: components["schemas"]["Machine"][];
            observedAt?: components["schemas"]["DateTime"];
        };
        ClusterEvent: {
            id: components["schemas"]["Uuid"];
            at: components["schemas"]["DateTime"];
            /** @description Who did it; missing for what PAGoDA did by itself */
            actor?: string;
            /** @description Stable, such as `Provisioned` */
            kind: string;
            /** @enum {string} */
            severity: "info" | "warning" | "error";
            message: string;
        };
        ClusterEventPage: {
            items: components["schemas"]["ClusterEvent"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        ClusterVersions: {
            current?: string;
            /** @description That it may be upgraded to, the lowest first; of `magnum` cluster templates */
            allowed: string[];
        };
        ClusterUpgrade: {
            version?: string;
            clusterTemplate?: string;
        };
        ClusterRotate: {
            /** @description Those whose certificates are made anew, such as `kubelet`; default all */
            services?: string[];
        };
        ClusterRestore: {
            /** @description Its name */
            snapshot: string;
            /**
             * @description What else is set back: nothing, the version, or the whole configuration
             * @default none
             * @enum {string}
             */
            restoreConfig?: "none" | "kubernetesVersion" | "all";
        };
        ClusterOperation: {
            id: components["schemas"]["Uuid"];
            /** @enum {string} */
            kind: "upgrade" | "rotate" | "snapshot" | "restore";
            parameters: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            phase: "Pending" | "Running" | "Succeeded" | "Failed";
            message?: string;
            createdBy: string;
            createdAt: components["schemas"]["DateTime"];
            startedAt?: components["schemas"]["DateTime"];
            endedAt?: components["schemas"]["DateTime"];
        };
        ClusterOperationPage: {
            items: components["schemas"]["ClusterOperation"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        EtcdSnapshot: {
            name: string;
            /** @description Such as `successful` */
            phase: string;
            node?: string;
            sizeBytes?: number;
            location?: string;
            message?: string;
            createdAt?: components["schemas"]["DateTime"];
        };
        EtcdSnapshotList: {
            items: components["schemas"]["EtcdSnapshot"][];
        };
        KubeconfigRequest: {
            /** @default 3600 */
            ttlSeconds?: number;
        };
        Kubeconfig: {
            kubeconfig: string;
            expiresAt: components["schemas"]["DateTime"];
        };
        Cloud: {
            name: components["schemas"]["Name"];
            title: string;
            /** @enum {string} */
            kind: "openstack" | "rancher";
            /** @description What makes clusters there */
            provisioners: ("rancher" | "magnum")[];
            /** @description Of a Rancher: the cloud that its machines come from */
            openstack?: components["schemas"]["Name"];
            /** @enum {string} */
            phase: "Ready" | "Degraded" | "Unreachable";
            conditions: components["schemas"]["Condition"][];
            /** @description When the portal last looked */
            observedAt?: components["schemas"]["DateTime"];
            /** @description When the cloud last answered */
            contactedAt?: components["schemas"]["DateTime"];
            links: components["schemas"]["Link"][];
        };
        CloudList: {
            items: components["schemas"]["Cloud"][];
        };
        /** @description Empty lists until they were read; `observedAt` says when */
        CloudOffers: {
            flavors: {
                id: string;
                name: string;
                cores: number;
                memoryBytes: number;
                /** @description 0 means that machines boot from volumes */
                diskBytes: number;
                /** @description How many GPUs */
                gpu?: number;
            }[];
            images: {
                id: string;
                name: string;
                minDiskBytes?: number;
                minMemoryBytes?: number;
                sizeBytes?: number;
                /** @description As `os_distro` says */
                distribution?: string;
                createdAt?: components["schemas"]["DateTime"];
            }[];
            networks: {
                id: string;
                name: string;
                external: boolean;
                shared?: boolean;
            }[];
            zones: {
                name: string;
                available: boolean;
                /** @description What it is a zone of */
                kinds: ("compute" | "volume")[];
            }[];
            volumeTypes: {
                id?: string;
                name: string;
                description?: string;
                isDefault: boolean;
                /** @description Whether volumes in use can be made larger; missing where nobody says */
                extendOnline?: boolean;
            }[];
            securityGroups: {
                id: string;
                name: string;
            }[];
            keypairs: {
                name: string;
                fingerprint?: string;
            }[];
            /** @description Of Magnum */
            clusterTemplates: {
                id: string;
                name: string;
                /** @description Of Kubernetes */
                version?: string;
            }[];
            /** @description Of Kubernetes, that a Rancher makes */
            versions: string[];
            /** @description As configured; missing where none are */
            prices?: components["schemas"]["CloudPrices"];
            observedAt?: components["schemas"]["DateTime"];
        };
        /** @description For hints of cost; what has no price is left out of them */
        CloudPrices: {
            currency: string;
            /** @description Of a core for an hour */
            coreHour?: number;
            /** @description Of a GiB of memory for an hour */
            gibibyteHour?: number;
            /** @description Of a GiB of a volume for 30 days */
            volumeGibibyteMonth?: number;
        };
        /** @enum {string} */
        QuotaResource: "instances" | "cores" | "memoryMiB" | "serverGroups" | "serverGroupMembers" | "ports" | "floatingIps" | "securityGroups" | "networks" | "routers" | "volumes" | "gigabytes" | "snapshots" | "backups" | "loadBalancers" | "clusters";
        QuotaItem: {
            resource: components["schemas"]["QuotaResource"];
            /** @description Where the limit is that of a volume type */
            volumeType?: string;
            /** @description null means none */
            limit: number | null;
            used: number;
            left: number | null;
            /** @description Such as `GiB` */
            unit?: string;
        };
        CloudQuota: {
            items: components["schemas"]["QuotaItem"][];
            observedAt?: components["schemas"]["DateTime"];
        };
        Preflight: {
            /** @description Neither is anything short nor are there problems */
            fits: boolean;
            items: {
                resource: components["schemas"]["QuotaResource"];
                volumeType?: string;
                /** @description Where the question is of several clouds */
                cloud?: components["schemas"]["Name"];
                /** @description Negative where a change gives back */
                needed: number;
                limit: number | null;
                used: number;
                /** @description Promised to what is being made and is not counted by the cloud yet */
                reserved?: number;
                /** @description Of the limit without what is used and reserved */
                left: number | null;
                leftAfter: number | null;
                /** @description By how much it does not fit; 0 when it does */
                short: number;
                unit?: string;
            }[];
            problems: {
                field: string;
                message: string;
                advice?: string;
            }[];
            cost?: components["schemas"]["Cost"];
            /** @description When the quota was read */
            observedAt?: components["schemas"]["DateTime"];
        };
        /** @description Either a connection, or the name of an imported cluster whose own is checked */
        ClusterCheckRequest: {
            connection?: components["schemas"]["ClusterConnection"];
            cluster?: components["schemas"]["Name"];
        };
        ClusterCheck: {
            /** @description Reached, of a known version, and no right that PAGoDA always needs is missing */
            usable: boolean;
            reachable: boolean;
            server: string;
            version?: string;
            nodes?: {
                total: number;
                ready: number;
            };
            /** @description Allocatable on ready nodes */
            capacity?: components["schemas"]["ClusterResources"];
            features?: components["schemas"]["ClusterFeatures"];
            /** @description When the credentials end */
            expiresAt?: components["schemas"]["DateTime"];
            problems: {
                /** @description Stable, such as `ConnectionRefused` */
                reason: string;
                message: string;
                advice: string;
                fatal: boolean;
            }[];
            missingRights: {
                /** @description Empty for the core API */
                group: string;
                /** @description With its subresource, such as `pods/log` */
                resource: string;
                verb: string;
                /** @description What does not work without it */
                purpose: string;
                required: boolean;
            }[];
        };
        ClusterResources: {
            cpu: number;
            memoryBytes: number;
            gpu: number;
        };
        ClusterPage: {
            items: components["schemas"]["Cluster"][];
            pageInfo: components["schemas"]["PageInfo"];
        };
        NodeList: {
            items: {
                name: string;
                ready: boolean;
                /** @description Whether new pods may be put on it */
                schedulable?: boolean;
                /** @description Why it is not ready, or takes no new pods */
                message?: string;
                capacity: components["schemas"]["ClusterResources"];
                /** @description What pods may have of the capacity */
                allocatable?: components["schemas"]["ClusterResources"];
                /** @description What runs on it ask for */
                allocated: components["schemas"]["ClusterResources"];
                version: string;
                operatingSystem?: string;
            }[];
        };
        /** @enum {string} */
        TokenScope: "read" | "write" | "admin";
        Token: {
            id: components["schemas"]["Uuid"];
            name: string;
            scope: components["schemas"]["TokenScope"];
            createdAt: components["schemas"]["DateTime"];
            expiresAt: components["schemas"]["DateTime"];
            lastUsedAt?: components["schemas"]["DateTime"] | null;
            /** @description Its first characters */
            hint?: string;
        };
        TokenList: {
            items: components["schemas"]["Token"][];
        };
        TokenCreate: {
            name: string;
            /** @default write */
            scope?: components["schemas"]["TokenScope"];
            /** @default 90 */
            expiresInDays?: number;
        };
        TokenCreated: {
            token: components["schemas"]["Token"];
            /** @description Shown once; keep it as a password */
            secret: string;
        };
    };
    responses: {
        /** @description What is wrong and what to do */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The file's bytes, a folder's listing, or an archive */
        File: {
            headers: {
                ETag?: string;
                /** @description RFC 3230, `sha-256=` and base64 */
                Digest?: string;
                "Content-Range"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/octet-stream": string;
                "application/json": components["schemas"]["FileList"];
                "application/zip": string;
            };
        };
    };
    parameters: {
        Limit: number;
        /** @description Words, `"words that stand together"`, `-without` */
        LogWords: string;
        /** @description Only this run of the project */
        LogRun: components["schemas"]["Uuid"];
        /** @description Only runs of this experiment */
        LogExperiment: components["schemas"]["Name"];
        /** @description Only runs of this sweep */
        LogSweep: components["schemas"]["Uuid"];
        LogLevel: components["schemas"]["LogLevel"];
        LogContainer: components["schemas"]["Name"];
        /** @description Lines written at or after */
        LogSince: string;
        /** @description Lines written before */
        LogUntil: string;
        /** @description Default: an hour before `until` */
        SeriesSince: components["schemas"]["DateTime"];
        /** @description Default: now */
        SeriesUntil: components["schemas"]["DateTime"];
        /** @description Seconds between points, of which there are 11,000 at most; default: such that there are about 200 */
        SeriesStep: number;
        /** @description Only on this cluster */
        SeriesCluster: components["schemas"]["Name"];
        /** @description `pageInfo.nextCursor` of the page before */
        Cursor: string;
        OrderBy: "name asc" | "name desc";
        /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
        Fields: string;
        /** @description Part of the name */
        Search: string;
        /** @description Stream everything below as one archive */
        Archive: "zip";
        Recursive: boolean;
        IdempotencyKey: string;
        LastEventId: string;
        Project: components["schemas"]["Name"];
        Experiment: components["schemas"]["Name"];
        Volume: components["schemas"]["Name"];
        VolumeSnapshot: components["schemas"]["Name"];
        Cluster: components["schemas"]["Name"];
        Cloud: components["schemas"]["Name"];
        Secret: components["schemas"]["SecretName"];
        Run: components["schemas"]["Uuid"];
        Sweep: components["schemas"]["Uuid"];
        /** @description Path below the root, segments separated by `/` */
        Path: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    whoami: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Whoami"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listEngines: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Engines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Engine"][];
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listProjects: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
                orderBy?: components["parameters"]["OrderBy"];
                /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
                fields?: components["parameters"]["Fields"];
                /** @description Part of the name */
                q?: components["parameters"]["Search"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of projects */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectCreate"];
            };
        };
        responses: {
            /** @description The project */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted; its namespaces on clusters are still being removed */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectNamespaceList"];
                };
            };
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    updateProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectUpdate"];
            };
        };
        responses: {
            /** @description The project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    replaceMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberList"];
            };
        };
        responses: {
            /** @description The members */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getProjectUsage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Usage */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectUsage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listProjectNamespaces: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Namespaces */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectNamespaceList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listSecrets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Secrets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                secret: components["parameters"]["Secret"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret without its values */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                secret: components["parameters"]["Secret"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecretPut"];
            };
        };
        responses: {
            /** @description The secret without its values */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Secret"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                secret: components["parameters"]["Secret"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    listExperiments: {
        parameters: {
            query?: {
                project?: components["schemas"]["Name"];
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
                orderBy?: components["parameters"]["OrderBy"];
                /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
                fields?: components["parameters"]["Fields"];
                /** @description Part of the name */
                q?: components["parameters"]["Search"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of experiments */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listProjectExperiments: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
                orderBy?: components["parameters"]["OrderBy"];
                /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
                fields?: components["parameters"]["Fields"];
                /** @description Part of the name */
                q?: components["parameters"]["Search"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of experiments */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createExperiment: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentCreate"];
            };
        };
        responses: {
            /** @description The experiment in revision 1 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getExperiment: {
        parameters: {
            query?: {
                /** @description The revision wanted; the latest by default */
                revision?: number;
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                experiment: components["parameters"]["Experiment"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The experiment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                experiment: components["parameters"]["Experiment"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentPut"];
            };
        };
        responses: {
            /** @description The experiment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                experiment: components["parameters"]["Experiment"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    listRevisions: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                experiment: components["parameters"]["Experiment"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of revisions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    searchLogs: {
        parameters: {
            query?: {
                /** @description Words, `"words that stand together"`, `-without` */
                q?: components["parameters"]["LogWords"];
                /** @description Only this run of the project */
                run?: components["parameters"]["LogRun"];
                /** @description Only runs of this experiment */
                experiment?: components["parameters"]["LogExperiment"];
                /** @description Only runs of this sweep */
                sweep?: components["parameters"]["LogSweep"];
                level?: components["parameters"]["LogLevel"];
                container?: components["parameters"]["LogContainer"];
                /** @description Lines written at or after */
                since?: components["parameters"]["LogSince"];
                /** @description Lines written before */
                until?: components["parameters"]["LogUntil"];
                limit?: number;
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogHitPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getLogHistogram: {
        parameters: {
            query?: {
                /** @description Words, `"words that stand together"`, `-without` */
                q?: components["parameters"]["LogWords"];
                /** @description Only this run of the project */
                run?: components["parameters"]["LogRun"];
                /** @description Only runs of this experiment */
                experiment?: components["parameters"]["LogExperiment"];
                /** @description Only runs of this sweep */
                sweep?: components["parameters"]["LogSweep"];
                level?: components["parameters"]["LogLevel"];
                container?: components["parameters"]["LogContainer"];
                /** @description Lines written at or after */
                since?: components["parameters"]["LogSince"];
                /** @description Lines written before */
                until?: components["parameters"]["LogUntil"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lines by time */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogHistogram"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    submitRun: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunSubmit"];
            };
        };
        responses: {
            /** @description The run (Queued) */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    validateRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunSubmit"];
            };
        };
        responses: {
            /** @description The verdict */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunValidation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listRuns: {
        parameters: {
            query?: {
                project?: components["schemas"]["Name"][];
                phase?: components["schemas"]["RunPhase"][];
                experiment?: components["schemas"]["Name"];
                cluster?: components["schemas"]["Name"];
                /** @description Entity reference of a user */
                owner?: components["schemas"]["EntityRef"];
                /** @description Id of a sweep; `none` for runs outside any sweep */
                sweep?: string;
                /** @description `key=value`, or `key` for any value */
                label?: string;
                /** @description Text: words of experiment, labels, parameters, explanation */
                q?: string;
                /** @description Created at or after */
                since?: string;
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
                orderBy?: "createdAt desc" | "createdAt asc";
                /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    streamRunEvents: {
        parameters: {
            query?: {
                project?: components["schemas"]["Name"][];
                sweep?: components["schemas"]["Uuid"];
                run?: components["schemas"]["Uuid"];
            };
            header?: {
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    compareRuns: {
        parameters: {
            query: {
                a: components["schemas"]["Uuid"];
                b: components["schemas"]["Uuid"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Differences */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunComparison"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    cancelRun: {
        parameters: {
            query?: {
                /** @description Do not wait for a cluster that does not answer: the run is `Cancelled` without it. What may still execute there is ended when the cluster is back */
                force?: boolean;
            };
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    rerunRun: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RunRerun"];
            };
        };
        responses: {
            /** @description The new run */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRunLogs: {
        parameters: {
            query?: {
                follow?: boolean;
                /** @description Lines written at or after */
                since?: string;
                /** @description Just the last N lines (then going on, with follow) */
                tail?: number;
                container?: components["schemas"]["Name"];
                attempt?: number;
                stream?: "stdout" | "stderr";
                /** @description Lines that contain this text (any case) */
                q?: string;
                limit?: number;
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: {
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Log lines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                    "text/plain": string;
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listRunEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunEventList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    execInRun: {
        parameters: {
            query: {
                command: string[];
                /** @description Or a helper service by its name */
                container?: string;
                stdin?: boolean;
                tty?: boolean;
            };
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Frames */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    forwardRunPort: {
        parameters: {
            query: {
                port: number;
            };
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Bytes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRunExplanation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The explanation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        explanation: components["schemas"]["Explanation"] | null;
                    };
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRunMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunMetrics"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listRunResults: {
        parameters: {
            query?: {
                /** @description Stream everything below as one archive */
                archive?: components["parameters"]["Archive"];
            };
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The listing, or the archive */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileList"];
                    "application/zip": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRunResult: {
        parameters: {
            query?: {
                /** @description Stream everything below as one archive */
                archive?: components["parameters"]["Archive"];
            };
            header?: never;
            path: {
                run: components["parameters"]["Run"];
                /** @description Path below the root, segments separated by `/` */
                path: components["parameters"]["Path"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["File"];
            206: components["responses"]["File"];
            /** @description Not modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    listSweeps: {
        parameters: {
            query?: {
                project?: components["schemas"]["Name"][];
                experiment?: components["schemas"]["Name"];
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
                /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sweeps */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    submitSweep: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SweepSubmit"];
            };
        };
        responses: {
            /** @description The sweep */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sweep"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getSweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep: components["parameters"]["Sweep"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sweep */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sweep"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listSweepPoints: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                sweep: components["parameters"]["Sweep"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of points */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SweepPointPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    cancelSweep: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sweep: components["parameters"]["Sweep"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sweep */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sweep"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listVolumes: {
        parameters: {
            query?: {
                project?: components["schemas"]["Name"];
                /** @description One of these */
                phase?: ("Pending" | "Available" | "InUse" | "Deleting" | "Error")[];
                cluster?: components["schemas"]["Name"];
                cloud?: components["schemas"]["Name"];
                provider?: "directory" | "kubernetes" | "cinder";
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
                orderBy?: "name asc" | "name desc" | "createdAt asc" | "createdAt desc" | "size asc" | "size desc" | "used asc" | "used desc";
                /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
                fields?: components["parameters"]["Fields"];
                /** @description Part of the name */
                q?: components["parameters"]["Search"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of volumes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumePage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listProjectVolumes: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
                orderBy?: components["parameters"]["OrderBy"];
                /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
                fields?: components["parameters"]["Fields"];
                /** @description Part of the name */
                q?: components["parameters"]["Search"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of volumes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumePage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createVolume: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeCreate"];
            };
        };
        responses: {
            /** @description The volume */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    preflightVolumes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumePreflightRequest"];
            };
        };
        responses: {
            /** @description What they need and what there is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preflight"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getVolume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The volume */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteVolume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    updateVolume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeUpdate"];
            };
        };
        responses: {
            /** @description The volume */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    restoreVolume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeRestore"];
            };
        };
        responses: {
            /** @description The volume; its condition `Restoring` tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    cloneVolume: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeClone"];
            };
        };
        responses: {
            /** @description The new volume */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    transferVolume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeTransfer"];
            };
        };
        responses: {
            /** @description The volume in its new project */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Volume"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listVolumeSnapshots: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
                /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
                fields?: components["parameters"]["Fields"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of snapshots */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeSnapshotPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createVolumeSnapshot: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VolumeSnapshotCreate"];
            };
        };
        responses: {
            /** @description The snapshot */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeSnapshot"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getVolumeSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
                snapshot: components["parameters"]["VolumeSnapshot"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The snapshot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolumeSnapshot"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteVolumeSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
                snapshot: components["parameters"]["VolumeSnapshot"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    listVolumeFiles: {
        parameters: {
            query?: {
                /** @description Stream everything below as one archive */
                archive?: components["parameters"]["Archive"];
                recursive?: components["parameters"]["Recursive"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The listing, or the archive */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileList"];
                    "application/zip": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getVolumeFile: {
        parameters: {
            query?: {
                /** @description Stream everything below as one archive */
                archive?: components["parameters"]["Archive"];
                recursive?: components["parameters"]["Recursive"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
                /** @description Path below the root, segments separated by `/` */
                path: components["parameters"]["Path"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["File"];
            206: components["responses"]["File"];
            /** @description Not modified */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    putVolumeFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description `*` refuses to replace an existing file */
                "If-None-Match"?: "*";
            };
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
                /** @description Path below the root, segments separated by `/` */
                path: components["parameters"]["Path"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The stored file (replaced) */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description The stored file (new) */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteVolumeFile: {
        parameters: {
            query?: {
                recursive?: components["parameters"]["Recursive"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                volume: components["parameters"]["Volume"];
                /** @description Path below the root, segments separated by `/` */
                path: components["parameters"]["Path"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    listClusters: {
        parameters: {
            query?: {
                /** @description One of these */
                phase?: ("Ready" | "Degraded" | "Unreachable" | "Pending" | "Provisioning" | "Updating" | "Deleting" | "Failed")[];
                cloud?: components["schemas"]["Name"];
                provisioner?: "local" | "docker" | "existing" | "rancher" | "magnum";
                owner?: components["schemas"]["EntityRef"];
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
                orderBy?: "name asc" | "name desc" | "createdAt asc" | "createdAt desc";
                /** @description Comma-separated paths to keep of each item, such as `id,status.phase` */
                fields?: components["parameters"]["Fields"];
                /** @description Part of the name */
                q?: components["parameters"]["Search"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of clusters */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    importCluster: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterImport"];
            };
        };
        responses: {
            /** @description The cluster */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    checkCluster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterCheckRequest"];
            };
        };
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterCheck"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    preflightCluster: {
        parameters: {
            query?: {
                /** @description The plan is to replace that of this cluster */
                cluster?: components["schemas"]["Name"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterPlan"];
            };
        };
        responses: {
            /** @description What it needs and what there is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preflight"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    provisionCluster: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterPlan"];
            };
        };
        responses: {
            /** @description The cluster */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getCluster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cluster */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    deleteCluster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is being removed */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            /** @description Forgotten */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    updateCluster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterUpdate"];
            };
        };
        responses: {
            /** @description The cluster */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cluster"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getClusterConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterConnectionInfo"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listClusterNodes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nodes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NodeList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listClusterQueues: {
        parameters: {
            query: {
                project: components["schemas"]["Name"];
            };
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Queues */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterQueueList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listClusterNamespaces: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Namespaces */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectNamespaceList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listClusterMachines: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pools and machines */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterMachines"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listClusterEvents: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterEventPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getClusterVersions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterVersions"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listClusterOperations: {
        parameters: {
            query?: {
                limit?: components["parameters"]["Limit"];
                /** @description `pageInfo.nextCursor` of the page before */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of operations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterOperationPage"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    upgradeCluster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterUpgrade"];
            };
        };
        responses: {
            /** @description It has been noted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterOperation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    rotateCluster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterRotate"];
            };
        };
        responses: {
            /** @description It has been noted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterOperation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    restoreCluster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClusterRestore"];
            };
        };
        responses: {
            /** @description It has been noted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterOperation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listClusterSnapshots: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Snapshots */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EtcdSnapshotList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createClusterSnapshot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has been noted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterOperation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createClusterKubeconfig: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KubeconfigRequest"];
            };
        };
        responses: {
            /** @description The kubeconfig */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kubeconfig"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listClouds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Clouds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CloudList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getCloud: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cloud: components["parameters"]["Cloud"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cloud */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cloud"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getCloudOffers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cloud: components["parameters"]["Cloud"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Offers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CloudOffers"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getCloudQuota: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cloud: components["parameters"]["Cloud"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Quota */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CloudQuota"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getFleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The fleet */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fleet"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listLeaks: {
        parameters: {
            query?: {
                /** @description Of this one alone */
                cluster?: components["schemas"]["Name"];
                /** @description Of this one alone */
                cloud?: components["schemas"]["Name"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leaks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeakReport"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    lookForLeaks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LeakLook"];
            };
        };
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeakReport"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    cleanLeaks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeakCleanUp"];
            };
        };
        responses: {
            /** @description What became of each */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeakCleanUpResult"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getMonitoring: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connections and what is installed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Monitoring"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    installMonitoring: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MonitoringInstall"];
            };
        };
        responses: {
            /** @description What became of each */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MonitoringInstallResult"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getRunSeries: {
        parameters: {
            query?: {
                /** @description Default: an hour before `until` */
                since?: components["parameters"]["SeriesSince"];
                /** @description Default: now */
                until?: components["parameters"]["SeriesUntil"];
                /** @description Seconds between points, of which there are 11,000 at most; default: such that there are about 200 */
                step?: components["parameters"]["SeriesStep"];
            };
            header?: never;
            path: {
                run: components["parameters"]["Run"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricSeriesList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getSweepSeries: {
        parameters: {
            query?: {
                /** @description Default: an hour before `until` */
                since?: components["parameters"]["SeriesSince"];
                /** @description Default: now */
                until?: components["parameters"]["SeriesUntil"];
                /** @description Seconds between points, of which there are 11,000 at most; default: such that there are about 200 */
                step?: components["parameters"]["SeriesStep"];
            };
            header?: never;
            path: {
                sweep: components["parameters"]["Sweep"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricSeriesList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getExperimentSeries: {
        parameters: {
            query?: {
                /** @description Default: an hour before `until` */
                since?: components["parameters"]["SeriesSince"];
                /** @description Default: now */
                until?: components["parameters"]["SeriesUntil"];
                /** @description Seconds between points, of which there are 11,000 at most; default: such that there are about 200 */
                step?: components["parameters"]["SeriesStep"];
                /** @description Only on this cluster */
                cluster?: components["parameters"]["SeriesCluster"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
                experiment: components["parameters"]["Experiment"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricSeriesList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getProjectSeries: {
        parameters: {
            query?: {
                /** @description Default: an hour before `until` */
                since?: components["parameters"]["SeriesSince"];
                /** @description Default: now */
                until?: components["parameters"]["SeriesUntil"];
                /** @description Seconds between points, of which there are 11,000 at most; default: such that there are about 200 */
                step?: components["parameters"]["SeriesStep"];
                /** @description Only on this cluster */
                cluster?: components["parameters"]["SeriesCluster"];
            };
            header?: never;
            path: {
                project: components["parameters"]["Project"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricSeriesList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getClusterSeries: {
        parameters: {
            query?: {
                /** @description Default: an hour before `until` */
                since?: components["parameters"]["SeriesSince"];
                /** @description Default: now */
                until?: components["parameters"]["SeriesUntil"];
                /** @description Seconds between points, of which there are 11,000 at most; default: such that there are about 200 */
                step?: components["parameters"]["SeriesStep"];
            };
            header?: never;
            path: {
                cluster: components["parameters"]["Cluster"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricSeriesList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getFleetSeries: {
        parameters: {
            query?: {
                /** @description Default: an hour before `until` */
                since?: components["parameters"]["SeriesSince"];
                /** @description Default: now */
                until?: components["parameters"]["SeriesUntil"];
                /** @description Seconds between points, of which there are 11,000 at most; default: such that there are about 200 */
                step?: components["parameters"]["SeriesStep"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The series */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricSeriesList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listViews: {
        parameters: {
            query?: {
                run?: components["schemas"]["Uuid"];
                sweep?: components["schemas"]["Uuid"];
                project?: components["schemas"]["Name"];
                /** @description Of `project` */
                experiment?: components["schemas"]["Name"];
                /** @description Of `project` */
                volume?: components["schemas"]["Name"];
                /** @description The cluster; with `project`, where what is asked for is on several, this one */
                cluster?: components["schemas"]["Name"];
                /** @description All clusters together, and the portal itself (administrators) */
                fleet?: boolean;
                /** @description Default: an hour before `until` */
                since?: components["schemas"]["DateTime"];
                /** @description Default: now */
                until?: components["schemas"]["DateTime"];
                theme?: "light" | "dark";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The views */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tokens */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenCreate"];
            };
        };
        responses: {
            /** @description The token with its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenCreated"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of the token */
                token: components["schemas"]["Uuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
}
