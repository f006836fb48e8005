using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Secrets Manager: GetSecretValue.</summary>
internal sealed class SecretsManagerService(IReadOnlyList<LocalSecret> secrets) : IAwsService
{
    public AwsErrorShape ErrorShape => AwsErrorShape.Json11;

    public Task HandleAsync(AwsCall call)
    {
        var operation = JsonTarget.Operation(call, "secretsmanager.");
        if (operation != "GetSecretValue")
            throw new AwsException(AwsError.UnknownOperation($"The local run has no operation {operation} of Secrets Manager."));
        var id = call.ReadJson()["SecretId"]?.GetValue<string>() ?? "";
        var secret = secrets.FirstOrDefault(secret => secret.Arn == id || secret.Name == id || IsPartialArn(id, secret));
        var named = id.StartsWith("arn:", StringComparison.Ordinal) ? id : call.ArnOf("secretsmanager", $"secret:{id}");
        call.Authorize("secretsmanager:GetSecretValue", secret?.Arn ?? named);
        if (secret is null) throw new AwsException(AwsError.NotFound("Secrets Manager can't find the specified secret."));
        return AwsResponse.WriteJsonAsync(call.Http, ErrorShape, new JsonObject
        {
            ["ARN"] = secret.Arn,
            ["Name"] = secret.Name,
            ["SecretString"] = secret.Value,
            ["VersionId"] = "00000000-0000-0000-0000-000000000001",
            ["VersionStages"] = new JsonArray("AWSCURRENT"),
        });
    }

    // AWS appends a dash and six characters to the name, and finds a secret by its ARN without them.
    private static bool IsPartialArn(string id, LocalSecret secret) =>
        id.StartsWith("arn:", StringComparison.Ordinal)
        && secret.Arn.Length == id.Length + 7
        && secret.Arn.StartsWith(id + "-", StringComparison.Ordinal);
}
