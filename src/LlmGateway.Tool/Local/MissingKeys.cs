namespace LlmGateway.Tool.Local;

/// <summary>Says which upstream keys nobody gave: their models would answer with an error at the first request.</summary>
internal static class MissingKeys
{
    public static IEnumerable<string> For(StackModel stack)
    {
        var models = stack.Functions.Select(running => GatewayConfig.Read(running.Function, stack.FrontDoor.Parameters)).SelectMany(document => document?.Models ?? []);
        foreach (var model in models.DistinctBy(model => model.Alias))
        {
            if (model.Credential?.SecretArn is { } secret && !stack.FrontDoor.Secrets.Any(each => each.Arn == secret || each.Arn.StartsWith(secret + "-", StringComparison.Ordinal)))
                yield return $"{model.Alias} needs the key in {secret}, which is not here; give it with --secret {secret.Split(':', 7)[^1]}=VALUE.";
            if (model.Credential?.Parameter is { } parameter && !stack.FrontDoor.Parameters.Any(each => each.Name == parameter))
                yield return $"{model.Alias} needs the key in the SSM parameter {parameter}, which is not here; give it with --ssm {parameter}=VALUE.";
        }
    }
}
