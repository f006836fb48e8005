namespace EnterpriseChat;

/// <summary>Settings of the AWS LLM Gateway sample, of both its versions, that this example reads and does not need, or can't enforce yet.</summary>
internal static class SampleSettings
{
    private const string Image = "there are no container images any more: the handler is part of the package";
    private const string OtherModels = "add OpenAiCompatible.At(…) with the key in a secret to the models of EnterpriseChatStack.cs";

    /// <summary>By name, why they are needed no more.</summary>
    public static readonly IReadOnlyDictionary<string, string> NotNeeded = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ECR_API_KEY_REPOSITORY"] = Image,
        ["ECR_LLM_GATEWAY_REPOSITORY"] = Image,
        ["ECR_MODEL_ACCESS_REPOSITORY"] = Image,
        ["ECR_QUOTA_REPOSITORY"] = Image,
        ["ECR_REST_REPOSITORY"] = Image,
        ["ECR_STREAMLIT_REPOSITORY"] = "the page to chat on is part of the package",
        ["ECR_WEBSOCKET_REPOSITORY"] = Image,
        ["SERVERLESS_API"] = "the gateway always runs in Lambda",
        ["DEBUG"] = "logs hold what is needed to look into a failure, and never prompts",
        ["GOOGLE_API_KEY"] = OtherModels,
        ["AZURE_OPENAI_ENDPOINT"] = OtherModels,
        ["AZURE_OPENAI_API_KEY"] = OtherModels,
        ["AZURE_OPENAI_API_VERSION"] = OtherModels,
    };

    /// <summary>Limits that nothing here keeps yet, so that nobody relies on them.</summary>
    public static readonly IReadOnlyList<string> NotEnforced = ["DEFAULT_QUOTA_FREQUENCY", "DEFAULT_QUOTA_DOLLARS", "ADMIN_LIST", "DEFAULT_MODEL_ACCESS"];
}
