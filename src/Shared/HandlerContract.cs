namespace LlmGateway.Shared;

/// <summary>What the constructs write into the function and the handler reads: names both sides must agree on.</summary>
internal static class HandlerContract
{
    /// <summary>The role a function plays, as its <c>_HANDLER</c>, or in <see cref="Variables.Role"/> where the managed runtime owns that name.</summary>
    internal static class Roles
    {
        public const string Rest = "rest";

        /// <summary>Imports a file of answers, for CloudFormation.</summary>
        public const string Seed = "seed";

        /// <summary>A WebSocket API's connections, and all of its routes but <c>sendmessage</c>.</summary>
        public const string WebSocket = "websocket";

        /// <summary>Answers a message of a WebSocket connection; invoked asynchronously.</summary>
        public const string WebSocketWorker = "websocket-worker";

        /// <summary>Tells a connection of a worker that died.</summary>
        public const string WebSocketFailure = "websocket-failure";

        /// <summary>Asked by API Gateway who calls: verifies Cognito's tokens.</summary>
        public const string Authorizer = "authorizer";

        /// <summary>Asked by Cognito before it makes tokens: a directory's groups become the token's.</summary>
        public const string PreToken = "pre-token";

        /// <summary>Makes GitHub an OpenID provider for Cognito.</summary>
        public const string GitHubOidc = "github-oidc";

        /// <summary>Makes new signing keys when Secrets Manager says so.</summary>
        public const string GitHubKeys = "github-keys";

        /// <summary>The chat page behind a load balancer: its files, and the token of whom the load balancer signed in.</summary>
        public const string Site = "site";
    }

    /// <summary>Environment variables of the function.</summary>
    internal static class Variables
    {
        /// <summary>Wins over <c>_HANDLER</c>: the managed .NET runtime needs <c>_HANDLER</c> to be the assembly's name.</summary>
        public const string Role = "LLM_GATEWAY_ROLE";

        /// <summary>A <see cref="GatewayDocument"/> as JSON.</summary>
        public const string Config = "LLM_GATEWAY_CONFIG";

        /// <summary>Comma-separated SSM parameter names whose values, joined, are the <see cref="GatewayDocument"/>: where it outgrows the environment.</summary>
        public const string ConfigParameters = "LLM_GATEWAY_CONFIG_PARAMETERS";

        /// <summary>Table of requests, for roles that need no more to know.</summary>
        public const string RequestsTable = "LLM_GATEWAY_REQUESTS_TABLE";

        /// <summary>An <see cref="AuthorizerDocument"/> as JSON.</summary>
        public const string Authorizer = "LLM_GATEWAY_AUTHORIZER";

        /// <summary>A <see cref="DirectoryGroupsDocument"/> as JSON.</summary>
        public const string DirectoryGroups = "LLM_GATEWAY_DIRECTORY_GROUPS";

        /// <summary>A <see cref="GitHubDocument"/> as JSON.</summary>
        public const string GitHub = "LLM_GATEWAY_GITHUB";

        /// <summary>A <see cref="SiteDocument"/> as JSON.</summary>
        public const string Site = "LLM_GATEWAY_SITE";

        /// <summary><c>true</c> logs prompts and answers; anything else logs lengths and hashes.</summary>
        public const string LogContent = "LLM_GATEWAY_LOG_CONTENT";

        /// <summary><c>true</c> lets requests name files of this very machine. For tests; the constructs never write it.</summary>
        public const string FetchLoopback = "LLM_GATEWAY_FETCH_LOOPBACK";

        /// <summary>CloudWatch namespace of the embedded metrics.</summary>
        public const string MetricsNamespace = "LLM_GATEWAY_METRICS_NAMESPACE";
    }

    /// <summary>Metric names in the embedded metric format; dimension <see cref="Dimension"/> names the gateway, <see cref="ModelDimension"/> the model.</summary>
    internal static class Metrics
    {
        public const string DefaultNamespace = "LlmGateway";
        public const string Dimension = "Gateway";
        public const string ModelDimension = "Model";
        public const string ErrorDimension = "ErrorKind";
        public const string Requests = "Requests";
        public const string Errors = "Errors";
        public const string TimeToFirstToken = "TimeToFirstToken";
        public const string Duration = "Duration";
        public const string InputTokens = "InputTokens";
        public const string OutputTokens = "OutputTokens";
        public const string CostUsd = "CostUsd";
        public const string CacheHits = "CacheHits";
        public const string CacheMisses = "CacheMisses";
        public const string CacheStale = "CacheStale";
        public const string CacheNear = "CacheNear";
        public const string SavedTokens = "SavedTokens";
        public const string SavedUsd = "SavedUsd";
    }

    /// <summary>HTTP routes: method and path below the stage. <c>{id+}</c> is API Gateway's greedy parameter, since model ids hold slashes.</summary>
    internal static class Routes
    {
        public const string ChatCompletions = "/v1/chat/completions";
        public const string Responses = "/v1/responses";
        public const string Response = "/v1/responses/{response_id}";
        public const string ResponseInputItems = "/v1/responses/{response_id}/input_items";
        public const string CancelResponse = "/v1/responses/{response_id}/cancel";
        public const string CompactResponse = "/v1/responses/compact";
        public const string CountResponse = "/v1/responses/input_tokens";
        public const string Embeddings = "/v1/embeddings";
        public const string Models = "/v1/models";
        public const string Model = "/v1/models/{id+}";
        public const string Messages = "/v1/messages";
        public const string CountTokens = "/v1/messages/count_tokens";
        public const string Prompt = "/v1/prompt";
        public const string Health = "/health";
        public const string CancelRequest = "/v1/requests/{request_id}/cancel";
        public const string Chats = "/v1/chats";
        public const string Chat = "/v1/chats/{chat_id}";
    }

    /// <summary>Route keys of a WebSocket API; those without <c>$</c> are values of a message's <c>action</c>.</summary>
    internal static class Actions
    {
        public const string Connect = "$connect";
        public const string Disconnect = "$disconnect";
        public const string Default = "$default";
        public const string SendMessage = "sendmessage";
        public const string Cancel = "cancel";
        public const string Resume = "resume";
        public const string Upload = "upload";
        public const string Ping = "ping";

        /// <summary>The one subprotocol: a browser's token travels beside it.</summary>
        public const string Subprotocol = "llm-gateway.v1";

        /// <summary>Of a second subprotocol that a browser offers, its token after it.</summary>
        public const string BearerSubprotocol = "bearer.";

        /// <summary>Query parameter of a token, where neither header nor subprotocol can be sent.</summary>
        public const string TokenParameter = "token";
    }

    /// <summary>What the authorizer says of a caller beside <c>principalId</c>: members of its context.</summary>
    internal static class AuthorizerContext
    {
        /// <summary>The name to show.</summary>
        public const string UserName = "username";

        /// <summary>A JSON list: names may hold any character.</summary>
        public const string Groups = "groups";

        /// <summary><c>true</c>: an administrator.</summary>
        public const string Admin = "admin";

        /// <summary>The app client that the token was made for.</summary>
        public const string Client = "client";

        /// <summary>The customer, department or the like that the caller belongs to; not there: to none that is known.</summary>
        public const string Tenant = "tenant";
    }

    /// <summary>Paths of the OpenID provider that fronts GitHub.</summary>
    internal static class GitHubRoutes
    {
        public const string Configuration = "/.well-known/openid-configuration";
        public const string Keys = "/.well-known/jwks.json";
        public const string Authorize = "/authorize";
        public const string Callback = "/callback";
        public const string Token = "/token";
        public const string UserInfo = "/userinfo";
    }

    /// <summary>What the route <c>sendmessage</c> makes of a message for its worker; see the request template in the constructs.</summary>
    internal static class WorkerEvent
    {
        public const string ConnectionId = "connectionId";
        public const string RequestId = "requestId";
        public const string ApiId = "apiId";
        public const string Stage = "stage";
        public const string Message = "message";
    }

    /// <summary>Attributes of the tables with a sort key: requests in flight, and chats.</summary>
    internal static class Records
    {
        public const string PartitionKey = "pk";
        public const string SortKey = "sk";
        public const string ExpiresAt = "expires_at";
    }

    /// <summary>The custom resource by which CloudFormation has a file of answers imported.</summary>
    internal static class Seeds
    {
        public const string ResourceType = "Custom::LlmGatewayAnswers";

        /// <summary>Where the file is in S3. Its key changes with its content.</summary>
        public const string Bucket = "Bucket";
        public const string Key = "Key";

        /// <summary>The file's own name, for messages.</summary>
        public const string File = "File";

        /// <summary>A <see cref="CacheDocument"/> as JSON: table and rules.</summary>
        public const string Cache = "Cache";
    }

    /// <summary>Request headers that are the gateway's own.</summary>
    internal static class Headers
    {
        /// <summary>Scope of knowledge, and of cached answers within the caller's own, where the protocol has no <c>node_id</c>.</summary>
        public const string Scope = "x-llm-gateway-scope";

        /// <summary>A guardrail of Bedrock for this request: <c>id:version</c>, with <c>:trace</c> for what it found.</summary>
        public const string Guardrail = "x-llm-gateway-guardrail";
    }

    /// <summary>Attributes of the answers table.</summary>
    internal static class Answers
    {
        public const string PartitionKey = "pk";
        public const string ExpiresAt = "expires_at";
        public const string Question = "question";
        public const string Answer = "answer";
        public const string Model = "model";
        public const string Usage = "usage";
        public const string InputTokens = "input_tokens";
        public const string OutputTokens = "output_tokens";

        /// <summary>Who the answer is from: <see cref="FromModel"/> or <see cref="FromImport"/>.</summary>
        public const string Source = "source";
        public const string FromModel = "model";
        public const string FromImport = "import";

        /// <summary>ISO 8601, UTC.</summary>
        public const string CreatedAt = "created_at";

        /// <summary>Epoch seconds from which on an answer wants renewing, though it may still be given.</summary>
        public const string FreshUntil = "fresh_until";

        /// <summary>The model and its defaults behind the alias: an answer counts no more when they change.</summary>
        public const string MadeWith = "made_with";

        /// <summary>Epoch milliseconds until which one request asks the model for all.</summary>
        public const string LeaseUntil = "lease_until";
        public const string LeaseOwner = "lease_owner";

        /// <summary>Milliseconds that the one who asks expects the answer to take, by answers before; not there: it has seen none.</summary>
        public const string LeaseExpects = "lease_expects";

        /// <summary>1: somebody would read the answer while it comes; 0: nobody said so.</summary>
        public const string LeaseAwaited = "lease_awaited";

        /// <summary>What there is of the answer; how it ended, where it is none to keep.</summary>
        public const string LeaseText = "lease_text";
        public const string LeaseEnded = "lease_ended";

        /// <summary>How many questions a family had, in its own item.</summary>
        public const string Count = "count";

        /// <summary>Of a question: where its answer is, and its vector in half precision.</summary>
        public const string AnswerKey = "answer_key";
        public const string Vector = "vector";

        /// <summary>Counted by samples, each for as many as it stands for.</summary>
        public const string Hits = "hits";
        public const string LastUsed = "last_used";
    }

    /// <summary>Identity subjects: what access rules, cache scopes and usage are kept by.</summary>
    internal static class Subjects
    {
        /// <summary>Prefix of a caller known by an API Gateway API key; the key's id (never its value) follows.</summary>
        public const string ApiKeyPrefix = "key:";

        /// <summary>Prefix of a person whom Cognito knows; the token's <c>sub</c> follows.</summary>
        public const string UserPrefix = "user:";

        /// <summary>Prefix of a tenant, where answers are kept for all of it; its name follows, percent-encoded.</summary>
        public const string TenantPrefix = "tenant:";

        /// <summary>Prefix of a program with credentials of its own; the app client's id follows.</summary>
        public const string ClientPrefix = "client:";
        public const string Anonymous = "anonymous";
    }
}
