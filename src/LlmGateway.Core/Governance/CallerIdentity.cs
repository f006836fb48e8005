namespace LlmGateway.Core.Governance;

/// <summary>Who calls: what the authorizer said, never what the body says.</summary>
/// <param name="Subject">
/// Stable key of quotas, chats and access rules: <c>user:{sub}</c>, <c>client:{id}</c>, <c>key:{apiKeyId}</c>, an IAM role or user ARN, an authorizer's principal, or <c>anonymous</c>.
/// </param>
/// <param name="Models">Aliases that the authorizer allows; null: the catalog's access rules decide.</param>
public sealed record CallerIdentity(string Subject, IReadOnlyList<string>? Models = null)
{
    public static CallerIdentity Anonymous { get; } = new(Shared.HandlerContract.Subjects.Anonymous);

    /// <summary>The name to show, such as in logs; null: none is known.</summary>
    public string? Name { get; init; }

    /// <summary>Of the user pool, or of the directory behind it.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>An administrator of the gateway.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>The customer, department or the like to which the caller belongs; null: to none that is known.</summary>
    public string? Tenant { get; init; }

    /// <summary>The app client by which the caller came; null: by none.</summary>
    public string? Client { get; init; }
}
