namespace LlmGateway.Shared;

/// <summary>Whose tokens the authorizer takes.</summary>
internal sealed record AuthorizerDocument
{
    /// <summary>Of the Cognito user pool, such as <c>eu-west-1_AbCdEf123</c>: issuer and keys follow from it.</summary>
    public required string Pool { get; init; }

    /// <summary>Ids of the app clients whose tokens count.</summary>
    public required IReadOnlyList<string> Clients { get; init; }

    /// <summary>One of <see cref="TokenUses"/>.</summary>
    public required string Use { get; init; }

    /// <summary>Members of this group are administrators; null: nobody is.</summary>
    public string? AdminGroup { get; init; }

    /// <summary>The claim that names the caller's tenant; null: none does.</summary>
    public string? TenantClaim { get; init; }

    /// <summary>What the name of the group begins with that names the caller's tenant; null: none does.</summary>
    public string? TenantGroupPrefix { get; init; }
}

internal static class TokenUses
{
    public const string Access = "access";
    public const string Id = "id";
}

/// <summary>How a directory's groups become those of a token.</summary>
internal sealed record DirectoryGroupsDocument
{
    /// <summary>The user attribute that a provider's groups claim is mapped to.</summary>
    public required string Attribute { get; init; }

    /// <summary>The user attribute for what Entra ID sends in place of too many groups: a link to them.</summary>
    public string? LinkAttribute { get; init; }

    /// <summary>By provider: what its groups, by its names or ids, are called in tokens; others are left out. Empty: all count, by their own names.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Providers { get; init; }
}

/// <summary>What makes GitHub an OpenID provider for one user pool.</summary>
internal sealed record GitHubDocument
{
    /// <summary>Where the provider is: its API's stage.</summary>
    public required string Issuer { get; init; }

    /// <summary>Of the OAuth app at GitHub; also what Cognito calls itself here.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret that holds the OAuth app's client secret; also what Cognito proves itself by.</summary>
    public required CredentialDocument ClientSecret { get; init; }

    /// <summary>The secret that holds the signing keys.</summary>
    public required string KeysArn { get; init; }

    /// <summary>Table of sign-ins that are under way.</summary>
    public required string Table { get; init; }

    /// <summary>The only address that codes are given to: Cognito's <c>/oauth2/idpresponse</c>.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>Where people sign in; <c>https://github.com</c>, or a GitHub Enterprise Server.</summary>
    public required string GitHubUrl { get; init; }

    /// <summary>GitHub's API.</summary>
    public required string ApiUrl { get; init; }

    /// <summary>True: whoever has an account at GitHub is let in.</summary>
    public bool? Anybody { get; init; }

    /// <summary>Log-in names.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>Organizations whose members are let in.</summary>
    public IReadOnlyList<string>? Organizations { get; init; }

    /// <summary>Teams whose members are let in, as <c>organization/team-slug</c>.</summary>
    public IReadOnlyList<string>? Teams { get; init; }
}
