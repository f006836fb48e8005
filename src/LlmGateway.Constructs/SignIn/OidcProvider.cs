using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.SecretsManager;

namespace LlmGateway.Constructs;

/// <summary>An OpenID provider by which people sign in: Okta, Auth0, Keycloak, Entra ID and others.</summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-oidc-idp.html">OpenID providers of user pools</see>. Register <c>{DomainUrl}/oauth2/idpresponse</c> there.</remarks>
public sealed record OidcProvider
{
    /// <summary>What the sign-in page calls it: 1 to 32 letters, digits, '-' and '_'. User names begin with it.</summary>
    public required string Name { get; init; }

    /// <summary>The provider's issuer, https, exactly as its tokens say it; Cognito finds the rest below it.</summary>
    public required string IssuerUrl { get; init; }

    /// <summary>That the provider gave to Cognito.</summary>
    public required string ClientId { get; init; }

    /// <summary>The client's secret: the whole text of a secret. It stands in no template.</summary>
    public required ISecret ClientSecret { get; init; }

    /// <summary>What to ask the provider for. Default: <c>openid</c>, <c>email</c>, <c>profile</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "email", "profile"];

    /// <summary>The claim that holds a person's e-mail address. Default: <c>email</c>.</summary>
    public string EmailClaim { get; init; } = "email";

    /// <summary>The claim that holds a person's groups: they become those of the tokens. Default: none.</summary>
    public string? GroupsClaim { get; init; }

    /// <summary>What the provider's groups are called in tokens; others are left out. Default: all count, by their own names.</summary>
    public IReadOnlyDictionary<string, string>? GroupNames { get; init; }

    /// <summary>Other user attributes by claims, such as <c>["given_name"] = "first_name"</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    internal void Validate(Mistakes mistakes, string property)
    {
        ProviderRules.CheckName(mistakes, $"{property}.{nameof(Name)}", Name);
        mistakes.Check($"{property}.{nameof(IssuerUrl)}", Token.IsUnresolved(IssuerUrl) || Uri.TryCreate(IssuerUrl, UriKind.Absolute, out var uri) && uri.Scheme == "https", $"is '{IssuerUrl}'", "Use an https URL");
        mistakes.Check($"{property}.{nameof(ClientId)}", !string.IsNullOrEmpty(ClientId), "is empty", "Use the id that the provider gave");
        mistakes.Check($"{property}.{nameof(ClientSecret)}", ClientSecret is not null, "is null", "Give the secret that holds it");
        mistakes.Check($"{property}.{nameof(Scopes)}", Scopes.Contains("openid"), "lacks 'openid'", "Add it: without it there is no id token");
    }

    internal UserPoolIdentityProviderOidc Make(CognitoAuth auth, UserPool pool) => new(auth, $"Provider-{Name}", new UserPoolIdentityProviderOidcProps
    {
        UserPool = pool,
        Name = Name,
        IssuerUrl = IssuerUrl,
        ClientId = ClientId,
        // A reference that CloudFormation resolves: the text is in no template.
        ClientSecret = ClientSecret.SecretValue.UnsafeUnwrap(),
        Scopes = [.. Scopes],
        AttributeMapping = ProviderRules.Mapping(EmailClaim, GroupsClaim, Attributes),
    });
}
