using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>The trigger by which a directory's groups become those of tokens; made when the first provider has groups.</summary>
internal sealed class DirectoryGroups(Construct auth, UserPool pool, FunctionSettings settings)
{
    private readonly SortedDictionary<string, IReadOnlyDictionary<string, string>> _providers = new(StringComparer.Ordinal);
    private Function? _function;

    /// <param name="provider">Whose groups.</param>
    /// <param name="names">What they are called in tokens; empty: by their own names.</param>
    public void Add(string provider, IReadOnlyDictionary<string, string> names)
    {
        _providers[provider] = names;
        if (_function is not null)
        {
            _function.AddEnvironment(HandlerContract.Variables.DirectoryGroups, Document());
            return;
        }
        _function = SmallFunction.Make(auth, "PreToken", HandlerContract.Roles.PreToken, $"Turns directory groups into those of {auth.Node.Path}", settings, Duration.Seconds(5),
            new Dictionary<string, string> { [HandlerContract.Variables.DirectoryGroups] = Document() });
        pool.AddTrigger(UserPoolOperation.PRE_TOKEN_GENERATION, _function);
    }

    private string Document() => JsonSerializer.Serialize(new DirectoryGroupsDocument
    {
        Attribute = $"custom:{CognitoAuth.GroupsAttribute}",
        LinkAttribute = $"custom:{CognitoAuth.GroupsLinkAttribute}",
        Providers = _providers,
    }, GatewayDocumentJson.Default.DirectoryGroupsDocument);
}
