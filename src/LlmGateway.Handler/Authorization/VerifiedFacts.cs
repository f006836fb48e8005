namespace LlmGateway.Handler.Authorization;

/// <summary>What API Gateway verified of a caller, as its events say it.</summary>
internal sealed record VerifiedFacts
{
    /// <summary>Of an authorizer.</summary>
    public string? PrincipalId { get; set; }

    /// <summary>By signature.</summary>
    public string? UserArn { get; set; }

    /// <summary>Of the API key that was sent.</summary>
    public string? ApiKeyId { get; set; }

    /// <summary>Comma-separated aliases from the authorizer's context.</summary>
    public string? Models { get; set; }

    /// <summary>From the authorizer's context, as the next four.</summary>
    public string? UserName { get; set; }

    /// <summary>A JSON list.</summary>
    public string? Groups { get; set; }

    /// <summary><c>true</c>, or anything else for no.</summary>
    public string? Admin { get; set; }

    public string? Client { get; set; }

    public string? Tenant { get; set; }
}
