using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;

namespace LlmGateway.Constructs;

/// <summary>A SAML 2.0 identity provider, such as an enterprise application of Microsoft Entra ID (Azure AD).</summary>
/// <remarks>See <see href="https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp.html">SAML providers of user pools</see> and docs/sign-in-azure.md.</remarks>
public sealed record SamlProvider
{
    /// <summary>The claim by which Entra ID gives groups: their object ids.</summary>
    public const string EntraGroupsClaim = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups";

    private const string EntraGroupsLinkClaim = "http://schemas.microsoft.com/claims/groups.link";

    /// <summary>The claim by which Entra ID, and most others, give the e-mail address.</summary>
    public const string EmailAddressClaim = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";

    /// <summary>What the sign-in page calls it: 1 to 32 letters, digits, '-' and '_'. User names begin with it. Default: <c>AzureAD</c>.</summary>
    public string Name { get; init; } = "AzureAD";

    /// <summary>Where the provider publishes its metadata, https; Cognito renews them from there. This or <see cref="MetadataFile"/>.</summary>
    public string? MetadataUrl { get; init; }

    /// <summary>A file with the provider's metadata; it is part of the template. This or <see cref="MetadataUrl"/>.</summary>
    public string? MetadataFile { get; init; }

    /// <summary>The claim that holds a person's e-mail address. Default: <see cref="EmailAddressClaim"/>.</summary>
    public string EmailClaim { get; init; } = EmailAddressClaim;

    /// <summary>The claim that holds a person's groups: they become those of the tokens. Default: <see cref="EntraGroupsClaim"/>; null: groups of the directory don't count.</summary>
    public string? GroupsClaim { get; init; } = EntraGroupsClaim;

    /// <summary>
    /// What the directory's groups are called in tokens, by its names or ids, such as <c>["1b0f…-…"] = "admins"</c>; others are left out. Default: all count, by their own names.
    /// </summary>
    public IReadOnlyDictionary<string, string>? GroupNames { get; init; }

    /// <summary>Other user attributes by claims, such as <c>["given_name"] = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname"</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Cognito signs its requests (RSA with SHA-256). The provider needs the pool's signing certificate for it. Default: no.</summary>
    public bool SignRequests { get; init; }

    /// <summary>Assertions must come encrypted. The provider needs the pool's encryption certificate for it. Default: no; they travel by TLS.</summary>
    public bool EncryptAssertions { get; init; }

    /// <summary>Sign-ins that begin at the provider are accepted, which no state protects. Default: no.</summary>
    public bool IdpInitiated { get; init; }

    /// <summary>Where there are several providers: e-mail domains such as <c>example.com</c> by which the sign-in page chooses this one. Default: none.</summary>
    public IReadOnlyList<string> Identifiers { get; init; } = [];

    internal void Validate(Mistakes mistakes, string property)
    {
        ProviderRules.CheckName(mistakes, $"{property}.{nameof(Name)}", Name);
        mistakes.Check(property, MetadataUrl is null != MetadataFile is null, "needs the provider's metadata once", $"Set {nameof(MetadataUrl)} or {nameof(MetadataFile)}");
        mistakes.Check($"{property}.{nameof(MetadataUrl)}", MetadataUrl is null || Token.IsUnresolved(MetadataUrl) || Uri.TryCreate(MetadataUrl, UriKind.Absolute, out var uri) && uri.Scheme == "https",
            $"is '{MetadataUrl}'", "Use an https URL");
        mistakes.Check($"{property}.{nameof(MetadataFile)}", MetadataFile is null || File.Exists(MetadataFile), $"'{MetadataFile}' does not exist", "Name the file that the provider let you download");
        mistakes.Check($"{property}.{nameof(Identifiers)}", Identifiers.Count <= 50 && Identifiers.All(each => each.Length is > 0 and <= 40), "has too many or too long ones", "Use 50 at most, of 1 to 40 characters");
    }

    /// <summary>Somebody in more than 150 groups has a link to them in the assertion, by which the sign-in says why there are none.</summary>
    private IReadOnlyDictionary<string, string> WithGroupsLink() => GroupsClaim != EntraGroupsClaim ? Attributes
        : new Dictionary<string, string>(Attributes) { [$"custom:{CognitoAuth.GroupsLinkAttribute}"] = EntraGroupsLinkClaim };

    internal UserPoolIdentityProviderSaml Make(CognitoAuth auth, UserPool pool) => new(auth, $"Provider-{Name}", new UserPoolIdentityProviderSamlProps
    {
        UserPool = pool,
        Name = Name,
        Metadata = MetadataUrl is { } url ? UserPoolIdentityProviderSamlMetadata.Url(url) : UserPoolIdentityProviderSamlMetadata.File(File.ReadAllText(MetadataFile!)),
        AttributeMapping = ProviderRules.Mapping(EmailClaim, GroupsClaim, WithGroupsLink()),
        RequestSigningAlgorithm = SignRequests ? SigningAlgorithm.RSA_SHA256 : null,
        EncryptedResponses = EncryptAssertions,
        IdpInitiated = IdpInitiated,
        Identifiers = Identifiers.Count == 0 ? null : [.. Identifiers],
    });
}
