namespace LlmGateway.Shared;

/// <summary>What the constructs write into the function and the handler reads: names both sides must agree on.</summary>
internal static class HandlerContract
{
    /// <summary>The role a function plays, as its <c>_HANDLER</c>, or in <see cref="Variables.Role"/> where the managed runtime owns that name.</summary>
    internal static class Roles
    {
        public const string Rest = "rest";
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

        /// <summary><c>true</c> logs prompts and answers; anything else logs lengths and hashes.</summary>
        public const string LogContent = "LLM_GATEWAY_LOG_CONTENT";

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
    }

    /// <summary>HTTP routes: method and path below the stage. <c>{id+}</c> is API Gateway's greedy parameter, since model ids hold slashes.</summary>
    internal static class Routes
    {
        public const string ChatCompletions = "/v1/chat/completions";
        public const string Models = "/v1/models";
        public const string Model = "/v1/models/{id+}";
        public const string Prompt = "/v1/prompt";
        public const string Health = "/health";
    }

    /// <summary>Attributes of the answers table.</summary>
    internal static class Answers
    {
        public const string PartitionKey = "pk";
        public const string ExpiresAt = "expires_at";
    }

    /// <summary>Identity subjects: what access rules, cache scopes and usage are kept by.</summary>
    internal static class Subjects
    {
        /// <summary>Prefix of a caller known by an API Gateway API key; the key's id (never its value) follows.</summary>
        public const string ApiKeyPrefix = "key:";
        public const string Anonymous = "anonymous";
    }
}
