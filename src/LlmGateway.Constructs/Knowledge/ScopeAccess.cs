using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Scopes of knowledge that a caller may read: values of <c>node_id</c>, exact or with one <c>*</c> at their end. <c>*</c> alone is every scope, and needed for sources that have none.</summary>
public sealed record ScopeAccess
{
    private readonly string? _keyName;
    private readonly string _caller;
    private readonly Func<GatewayCallers, string> _name;

    private ScopeAccess(string caller, Func<GatewayCallers, string> name, string[] scopes, string? keyName = null) => (_caller, _name, Read, _keyName) = (caller, name, scopes, keyName);

    /// <summary>What may be read.</summary>
    public IReadOnlyList<string> Read { get; }

    private bool IsGroup { get; init; }
    private bool NeedsToken { get; init; }
    private bool NeedsSignature { get; init; }

    /// <summary>For members of a group. Needs <see cref="GatewayAuthorization.Cognito"/>.</summary>
    /// <param name="group">Of the user pool, or what the directory's group is called in tokens.</param>
    /// <param name="scopes">Such as <c>north-*</c>.</param>
    public static ScopeAccess ForGroup(string group, params string[] scopes) => new($"the group '{group}'", _ => group, scopes) { IsGroup = true, NeedsToken = true };

    /// <summary>For one API key of the gateway.</summary>
    /// <param name="name">Its name in <see cref="ApiKeyPlan.Keys"/> or <see cref="ApiKeyPlan.ExistingKeys"/>.</param>
    /// <param name="scopes">Such as <c>north-*</c>.</param>
    public static ScopeAccess ForApiKey(string name, params string[] scopes) =>
        new($"the API key '{name}'", callers => HandlerContract.Subjects.ApiKeyPrefix + callers.ApiKeys[name].KeyId, scopes, name);

    /// <summary>For whoever calls with a role, in any session of it. Needs <see cref="GatewayAuthorization.Iam"/>.</summary>
    /// <param name="role">The role, of any account.</param>
    /// <param name="scopes">Such as <c>north-*</c>.</param>
    public static ScopeAccess ForRole(IRole role, params string[] scopes)
    {
        ArgumentNullException.ThrowIfNull(role);
        return new($"the role '{role.Node.Path}'", callers => $"arn:{callers.Stack.Partition}:iam::{role.PrincipalAccount ?? callers.Stack.Account}:role/{role.RoleName}", scopes) { NeedsSignature = true };
    }

    /// <summary>For a program with credentials of its own. Needs <see cref="GatewayAuthorization.Cognito"/>.</summary>
    /// <param name="client">From <see cref="CognitoAuth.AddMachineClient"/>.</param>
    /// <param name="scopes">Such as <c>north-*</c>.</param>
    public static ScopeAccess ForMachineClient(IUserPoolClient client, params string[] scopes)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new($"the program '{client.Node.Id}'", _ => HandlerContract.Subjects.ClientPrefix + client.UserPoolClientId, scopes) { NeedsToken = true };
    }

    /// <summary>For every caller that the gateway lets in.</summary>
    /// <param name="scopes"><c>*</c>: all.</param>
    public static ScopeAccess ForEveryone(params string[] scopes) => new("everyone", _ => "*", scopes);

    internal void Validate(Mistakes mistakes, string property, GatewayAuthorization? authorization)
    {
        mistakes.Check(property, Read is { Count: > 0 }, $"gives {_caller} no scope", "Name at least one, or leave the rule out");
        foreach (var scope in Read ?? [])
            mistakes.Check(property, Token.IsUnresolved(scope) || scope.Length > 0 && scope.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == scope.Length - 1),
                $"gives {_caller} '{scope}', which is neither exact nor ends with its only '*'", "Use a scope such as \"node-42\", or a beginning such as \"north-*\"");
        if (authorization is null) return;
        if (_keyName is not null)
            mistakes.Check(property, authorization.KeyNames.Contains(_keyName), $"speaks of {_caller}, which the gateway does not have",
                authorization.KeyNames.Count > 0 ? $"Use one of {string.Join(", ", authorization.KeyNames)}" : "Set Authorization to GatewayAuthorization.ApiKey(…)");
        mistakes.Check(property, !NeedsSignature || authorization.CallersSign, $"speaks of {_caller}, which only signed requests tell", "Set Authorization to GatewayAuthorization.Iam");
        mistakes.Check(property, !NeedsToken || authorization.SignIn is not null, $"speaks of {_caller}, whom only tokens of Cognito tell", "Set Authorization to GatewayAuthorization.Cognito(…)");
    }

    internal ScopeDocument ToDocument(GatewayCallers callers) => IsGroup ? new() { Group = _name(callers), Read = Read } : new() { Subject = _name(callers), Read = Read };
}
