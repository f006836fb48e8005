using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.IAM;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// Which models a caller may use. The first rule that matches a caller decides; once there are rules, a caller that none matches may use no model.
/// </summary>
public sealed record ModelAccess
{
    private readonly Func<GatewayCallers, string> _subject;

    private ModelAccess(string? keyName, string caller, Func<GatewayCallers, string> subject, string[] models) =>
        (KeyName, Caller, _subject, Models) = (keyName, caller, subject, models);

    /// <summary>Names of the models that the caller may use: their aliases.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>The key's name in the plan, where the rule speaks of one.</summary>
    internal string? KeyName { get; }

    /// <summary>The caller, for messages.</summary>
    internal string Caller { get; }

    /// <summary>For one API key of the gateway.</summary>
    /// <param name="name">Its name in <see cref="ApiKeyPlan.Keys"/> or <see cref="ApiKeyPlan.ExistingKeys"/>.</param>
    /// <param name="models">Aliases.</param>
    public static ModelAccess ForApiKey(string name, params string[] models) =>
        new(name, $"the API key '{name}'", callers => HandlerContract.Subjects.ApiKeyPrefix + callers.ApiKeys[name].KeyId, models);

    /// <summary>For whoever calls with a role, in any session of it. Needs <see cref="GatewayAuthorization.Iam"/>.</summary>
    /// <param name="role">The role, of any account.</param>
    /// <param name="models">Aliases.</param>
    public static ModelAccess ForRole(IRole role, params string[] models)
    {
        ArgumentNullException.ThrowIfNull(role);
        // Sessions of a role don't tell its path, so a rule names the role without one.
        return new ModelAccess(null, $"the role '{role.Node.Path}'",
            callers => $"arn:{callers.Stack.Partition}:iam::{role.PrincipalAccount ?? callers.Stack.Account}:role/{role.RoleName}", models) { NeedsSignature = true };
    }

    /// <summary>For callers whose ARN is, or begins like, a pattern. Needs <see cref="GatewayAuthorization.Iam"/>.</summary>
    /// <param name="arnPattern">
    /// ARN of a user or a role (<c>arn:aws:iam::123456789012:role/NAME</c>, sessions count as their role, without its path), exact or with one <c>*</c> at its end.
    /// </param>
    /// <param name="models">Aliases.</param>
    public static ModelAccess ForPrincipal(string arnPattern, params string[] models) => new(null, $"'{arnPattern}'", _ => arnPattern, models) { Pattern = arnPattern, NeedsSignature = true };

    /// <summary>For members of a group. Needs <see cref="GatewayAuthorization.Cognito"/>.</summary>
    /// <param name="group">Of the user pool, or what the directory's group is called in tokens.</param>
    /// <param name="models">Aliases.</param>
    public static ModelAccess ForGroup(string group, params string[] models) => new(null, $"the group '{group}'", _ => group, models) { IsGroup = true };

    /// <summary>For a program with credentials of its own. Needs <see cref="GatewayAuthorization.Cognito"/>.</summary>
    /// <param name="client">From <see cref="CognitoAuth.AddMachineClient"/>.</param>
    /// <param name="models">Aliases.</param>
    public static ModelAccess ForMachineClient(IUserPoolClient client, params string[] models)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new ModelAccess(null, $"the program '{client.Node.Id}'", _ => HandlerContract.Subjects.ClientPrefix + client.UserPoolClientId, models) { NeedsToken = true };
    }

    /// <summary>For every caller that no earlier rule named.</summary>
    /// <param name="models">Aliases.</param>
    public static ModelAccess ForEveryone(params string[] models) => new(null, "everyone", _ => "*", models);

    /// <summary>What the caller wrote, where it is a pattern.</summary>
    internal string? Pattern { get; private init; }

    /// <summary>The rule is for a group.</summary>
    internal bool IsGroup { get; private init; }

    /// <summary>Only a token tells such a caller.</summary>
    internal bool NeedsToken { get; private init; }

    /// <summary>Only a signed request tells such a caller.</summary>
    internal bool NeedsSignature { get; private init; }

    internal void Validate(Mistakes mistakes, string property, IReadOnlyList<string> models, GatewayAuthorization? authorization)
    {
        mistakes.Check(property, Models is { Count: > 0 }, $"gives {Caller} no model", "Name at least one, or leave the rule out: callers that no rule names may use none");
        foreach (var model in (Models ?? []).Where(model => !Token.IsUnresolved(model) && !models.Contains(model)))
            mistakes.Check(property, false, $"gives {Caller} the model '{model}', which the gateway does not have", $"Use one of {string.Join(", ", models)}");
        if (KeyName is not null && authorization is not null)
            mistakes.Check(property, authorization.KeyNames.Contains(KeyName), $"speaks of {Caller}, which the gateway does not have",
                authorization.KeyNames.Count > 0 ? $"Use one of {string.Join(", ", authorization.KeyNames)}" : "Set Authorization to GatewayAuthorization.ApiKey(…)");
        mistakes.Check(property, !NeedsSignature || authorization is null or { CallersSign: true }, $"speaks of {Caller}, which only signed requests tell", "Set Authorization to GatewayAuthorization.Iam, or name API keys instead");
        mistakes.Check(property, !(IsGroup || NeedsToken) || authorization is null or { SignIn: not null }, $"speaks of {Caller}, whom only tokens of Cognito tell", "Set Authorization to GatewayAuthorization.Cognito(…)");
        if (Pattern is not null && !Token.IsUnresolved(Pattern))
            mistakes.Check(property, Pattern.StartsWith("arn:", StringComparison.Ordinal) && Pattern.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == Pattern.Length - 1),
                $"'{Pattern}' is no ARN that is exact or ends with its only '*'", "Use arn:aws:iam::ACCOUNT:role/NAME, or begin one and end with '*'");
    }

    internal AccessDocument ToDocument(GatewayCallers callers) => IsGroup ? new() { Group = _subject(callers), Models = Models } : new() { Subject = _subject(callers), Models = Models };
}

/// <summary>What a rule has to know to name a caller.</summary>
internal sealed record GatewayCallers(Stack Stack, IReadOnlyDictionary<string, IApiKey> ApiKeys);
