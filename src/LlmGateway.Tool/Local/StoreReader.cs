using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local;

/// <summary>Reads tables, secrets, parameters and inference profiles, and adds what the user gave.</summary>
internal sealed class StoreReader(ResolvedStack stack, StackInputs inputs)
{
    public IReadOnlyList<LocalTable> ReadTables() => [.. stack.OfType("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
        .Select(table => new LocalTable(table.LogicalId, stack.NameOf(table), stack.ArnOf(table), stack.PropertiesOf(table)))];

    public IReadOnlyList<LocalSecret> ReadSecrets()
    {
        var made = stack.OfType("AWS::SecretsManager::Secret").Select(secret =>
        {
            var (name, arn) = (stack.NameOf(secret), stack.ArnOf(secret));
            return new LocalSecret(arn, name, inputs.SecretOf(name) ?? inputs.SecretOf(secret.LogicalId) ?? SecretText.Of(stack.PropertiesOf(secret), secret.LogicalId));
        }).ToList();
        var given = inputs.Secrets.Where(pair => !made.Any(secret => secret.Name == pair.Key || secret.Arn == pair.Key)).Select(pair =>
        {
            if (!pair.Key.StartsWith("arn:", StringComparison.Ordinal)) return new LocalSecret(stack.Environment.Arn("secretsmanager", $"secret:{pair.Key}-local0"), pair.Key, pair.Value);
            return new LocalSecret(pair.Key, pair.Key.Split(':', 7)[^1], pair.Value);
        });
        return [.. made, .. given];
    }

    public IReadOnlyList<LocalParameter> ReadParameters()
    {
        var made = stack.OfType("AWS::SSM::Parameter").Select(parameter =>
        {
            var properties = stack.PropertiesOf(parameter);
            var name = stack.NameOf(parameter);
            return new LocalParameter(name, stack.ArnOf(parameter), properties["Type"]?.ToString() ?? "String", inputs.Ssm.GetValueOrDefault(name) ?? properties["Value"]?.ToString() ?? "");
        }).ToList();
        var given = inputs.Ssm.Where(pair => !made.Any(parameter => parameter.Name == pair.Key)).Select(pair =>
            new LocalParameter(pair.Key, stack.Environment.Arn("ssm", $"parameter/{pair.Key.TrimStart('/')}"), "SecureString", pair.Value));
        return [.. made, .. given];
    }

    /// <summary>ARN of each profile to what it copies.</summary>
    public IReadOnlyDictionary<string, string> ReadApplicationProfiles() => stack.OfType("AWS::Bedrock::ApplicationInferenceProfile").ToDictionary(
        stack.ArnOf, profile => ((stack.PropertiesOf(profile)["ModelSource"] as JsonObject)?["CopyFrom"])?.ToString() ?? "", StringComparer.Ordinal);
}
