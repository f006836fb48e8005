using Amazon.CDK;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>Props of <see cref="CognitoSamlAuth"/>. Only <see cref="Providers"/> is required.</summary>
public sealed record CognitoSamlAuthProps : CognitoAuthProps
{
    /// <summary>The identity providers: one, or several that are told apart by their <see cref="SamlProvider.Identifiers"/>.</summary>
    public required IReadOnlyList<SamlProvider> Providers { get; init; }

    internal override void Validate(Mistakes mistakes, Stack stack)
    {
        base.Validate(mistakes, stack);
        mistakes.Check(nameof(Providers), Providers is { Count: > 0 }, "is empty", "Add a SamlProvider, or use CognitoAuth");
        for (var i = 0; i < (Providers?.Count ?? 0); i++) Providers![i].Validate(mistakes, $"{nameof(Providers)}[{i}]");
        foreach (var name in (Providers ?? []).GroupBy(provider => provider.Name).Where(same => same.Count() > 1).Select(same => same.Key))
            mistakes.Check(nameof(Providers), false, $"has two named '{name}'", "Give each a Name of its own");
        foreach (var identifier in (Providers ?? []).SelectMany(provider => provider.Identifiers).GroupBy(each => each, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key))
            mistakes.Check(nameof(Providers), false, $"has the identifier '{identifier}' twice", "An e-mail domain leads to one provider");
    }
}

/// <summary>
/// Cognito with SAML sign-in, such as by Microsoft Entra ID (Azure AD). What the directory's administrator has to be told stands in <see cref="EntityId"/> and
/// <see cref="ReplyUrl"/>; docs/sign-in-azure.md has the steps.
/// </summary>
/// <example><code>
/// var auth = new CognitoSamlAuth(this, "Auth", new CognitoSamlAuthProps
/// {
///     Providers = [new SamlProvider { MetadataUrl = "https://login.microsoftonline.com/TENANT/federationmetadata/2007-06/federationmetadata.xml?appid=APP" }],
/// });
/// </code></example>
public class CognitoSamlAuth : CognitoAuth
{
    /// <summary>Makes the pool, its providers and what belongs to them.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="props">Which providers.</param>
    /// <exception cref="InvalidPropsException">The props have mistakes; all of them are named, and nothing was made.</exception>
    public CognitoSamlAuth(Construct scope, string id, CognitoSamlAuthProps props) : base(scope, id, props ?? throw new ArgumentNullException(nameof(props)))
    {
        foreach (var provider in props.Providers)
            AddProvider(provider.Name, provider.Make(this, OwnPool()), provider.GroupsClaim is null ? null : provider.GroupNames ?? EveryGroup);
    }

    /// <summary>What the provider calls this application: Identifier (Entity ID).</summary>
    public string EntityId => $"urn:amazon:cognito:sp:{UserPool.UserPoolId}";

    /// <summary>Where the provider sends its assertions: Reply URL (Assertion Consumer Service URL).</summary>
    public string ReplyUrl => $"{DomainUrl}/saml2/idpresponse";
}
