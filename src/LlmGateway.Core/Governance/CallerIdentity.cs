namespace LlmGateway.Core.Governance;

/// <summary>Who calls: what the authorizer said, never what the body says.</summary>
/// <param name="Subject">Stable key of quotas, chats and access rules: <c>key:{apiKeyId}</c>, an IAM role or user ARN, an authorizer's principal, or <c>anonymous</c>.</param>
/// <param name="Models">Aliases that the authorizer allows; null: the catalog's access rules decide.</param>
public sealed record CallerIdentity(string Subject, IReadOnlyList<string>? Models = null)
{
    public static CallerIdentity Anonymous { get; } = new(Shared.HandlerContract.Subjects.Anonymous);
}
