using Amazon.CDK;

namespace LlmGateway.Constructs;

/// <summary>Everything that can be wrong with the props of a gateway, said at once, before any child exists.</summary>
internal static class PropsValidation
{
    public static void Check(LlmRestGateway gateway, LlmRestGatewayProps props)
    {
        var mistakes = new Mistakes();
        CheckModels(mistakes, props.Models);
        mistakes.Check(nameof(props.Authorization), props.Authorization is not null, "is null", "Use GatewayAuthorization.Iam, Cognito, ApiKey or Public");
        props.Authorization?.Validate(mistakes, nameof(props.Authorization));
        CheckAccess(mistakes, props.Models, props.Access, props.Authorization);
        CheckKnowledge(mistakes, props.Knowledge, props.Authorization);
        CheckHistory(mistakes, props.History, props.Authorization);
        mistakes.Check(nameof(props.Api), props.Api is not null, "is null", "Leave it out for the defaults");
        props.Api?.Validate(mistakes, nameof(props.Api), Stack.Of(gateway));
        StackDomains.Check(mistakes, $"{nameof(props.Api)}.{nameof(GatewayApi.Domain)}", gateway, props.Api?.Domain);
        props.Api?.Waf?.Validate(mistakes, $"{nameof(props.Api)}.{nameof(GatewayApi.Waf)}", Stack.Of(gateway));
        mistakes.Check(nameof(props.Function), props.Function is not null, "is null", "Leave it out for the defaults");
        props.Function?.Validate(mistakes, nameof(props.Function));
        mistakes.Check(nameof(props.Logs), props.Logs is not null, "is null", "Leave it out for the defaults");
        CheckName(mistakes, props.Name);
        ResourceRules.CheckKey(mistakes, nameof(props.EncryptionKey), props.EncryptionKey, Stack.Of(gateway));
        if (props.Cache is { } cache) ResourceRules.CheckRegion(mistakes, nameof(props.Cache), cache.Table.TableArn, Stack.Of(gateway), "Use a table of the stack's region, such as its replica of a global table");
        mistakes.ThrowIfAny(nameof(LlmRestGateway), gateway.Node.Path);
    }

    public static void Check(LlmWebSocketGateway gateway, LlmWebSocketGatewayProps props)
    {
        var mistakes = new Mistakes();
        CheckModels(mistakes, props.Models);
        mistakes.Check(nameof(props.Authorization), props.Authorization is not null, "is null", "Use GatewayAuthorization.Iam, Cognito, ApiKey or Public");
        props.Authorization?.Validate(mistakes, nameof(props.Authorization));
        CheckAccess(mistakes, props.Models, props.Access, props.Authorization);
        CheckKnowledge(mistakes, props.Knowledge, props.Authorization);
        CheckHistory(mistakes, props.History, props.Authorization);
        mistakes.Check(nameof(props.Throttle), props.Throttle is not null, "is null", "Leave it out for the default");
        props.Throttle?.Validate(mistakes, nameof(props.Throttle));
        props.Domain?.Validate(mistakes, nameof(props.Domain), Stack.Of(gateway).Region);
        StackDomains.Check(mistakes, nameof(props.Domain), gateway, props.Domain);
        mistakes.Check(nameof(props.Function), props.Function is not null, "is null", "Leave it out for the defaults");
        props.Function?.Validate(mistakes, nameof(props.Function));
        mistakes.Check(nameof(props.Logs), props.Logs is not null, "is null", "Leave it out for the defaults");
        CheckName(mistakes, props.Name);
        ResourceRules.CheckKey(mistakes, nameof(props.EncryptionKey), props.EncryptionKey, Stack.Of(gateway));
        if (props.Cache is { } cache) ResourceRules.CheckRegion(mistakes, nameof(props.Cache), cache.Table.TableArn, Stack.Of(gateway), "Use a table of the stack's region, such as its replica of a global table");
        mistakes.ThrowIfAny(nameof(LlmWebSocketGateway), gateway.Node.Path);
    }

    private static void CheckModels(Mistakes mistakes, IReadOnlyList<Model>? models)
    {
        mistakes.Check(nameof(LlmRestGatewayProps.Models), models is { Count: > 0 }, "is empty", "Add a model, such as BedrockModel.Of(\"amazon.nova-lite-v1:0\")");
        for (var i = 0; i < (models?.Count ?? 0); i++)
        {
            var property = $"{nameof(LlmRestGatewayProps.Models)}[{i}]";
            if (models![i] is { } model) model.Validate(mistakes, property);
            else mistakes.Check(property, false, "is null", "Leave it out");
        }
        var names = (models ?? []).OfType<Model>().Select(model => model.Name);
        foreach (var name in names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key))
            mistakes.Check(nameof(LlmRestGatewayProps.Models), false, $"has two models named '{name}'", "Give each an Alias of its own");
    }

    private static void CheckAccess(Mistakes mistakes, IReadOnlyList<Model>? models, IReadOnlyList<ModelAccess>? access, GatewayAuthorization? authorization)
    {
        const string property = nameof(LlmRestGatewayProps.Access);
        mistakes.Check(property, access is not null, "is null", "Leave it out, or use an empty list");
        string[] names = [.. (models ?? []).OfType<Model>().Select(model => model.Name)];
        for (var i = 0; i < (access?.Count ?? 0); i++)
            if (access![i] is null) mistakes.Check($"{property}[{i}]", false, "is null", "Leave it out");
            else access[i].Validate(mistakes, $"{property}[{i}]", names, authorization);
    }

    /// <summary>Chats belong to identities, and all callers of a public gateway have one.</summary>
    private static void CheckHistory(Mistakes mistakes, ChatHistory? history, GatewayAuthorization? authorization) => mistakes.Check(
        nameof(LlmRestGatewayProps.History),
        history is null || authorization is not PublicAuthorization,
        "would show every caller the chats of all others: GatewayAuthorization.Public knows nobody",
        "Leave it out, or use GatewayAuthorization.Iam, Cognito or ApiKey");

    private static void CheckKnowledge(Mistakes mistakes, IReadOnlyList<Knowledge>? knowledge, GatewayAuthorization? authorization)
    {
        const string property = nameof(LlmRestGatewayProps.Knowledge);
        mistakes.Check(property, knowledge is not null, "is null", "Leave it out, or use an empty list");
        for (var i = 0; i < (knowledge?.Count ?? 0); i++)
            if (knowledge![i] is null) mistakes.Check($"{property}[{i}]", false, "is null", "Leave it out");
            else knowledge[i].Validate(mistakes, $"{property}[{i}]", authorization);
        foreach (var name in (knowledge ?? []).OfType<Knowledge>().GroupBy(source => source.Name).Where(group => group.Count() > 1).Select(group => group.Key))
            mistakes.Check(property, false, $"has two sources named '{name}'", "Give each an Alias of its own");
    }

    // CloudWatch: 1 to 1024 ASCII characters in the value of a dimension.
    private static void CheckName(Mistakes mistakes, string? name) => mistakes.Check(nameof(LlmRestGatewayProps.Name),
        name is null || Token.IsUnresolved(name) || name.Length is > 0 and <= 255 && !string.IsNullOrWhiteSpace(name) && name.All(c => c is >= ' ' and <= '~'),
        $"is '{name}'", "Use 1 to 255 printable ASCII characters: it becomes the dimension of metrics");
}
