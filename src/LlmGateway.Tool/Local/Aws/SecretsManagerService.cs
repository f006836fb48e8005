using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Secrets Manager: reading a secret, and what a function does that rotates one.</summary>
internal sealed class SecretsManagerService(IReadOnlyList<LocalSecret> secrets) : IAwsService
{
    private const string Previous = "AWSPREVIOUS";

    public AwsErrorShape ErrorShape => AwsErrorShape.Json11;

    public Task HandleAsync(AwsCall call)
    {
        var operation = JsonTarget.Operation(call, "secretsmanager.");
        if (operation is not ("GetSecretValue" or "PutSecretValue" or "DescribeSecret" or "UpdateSecretVersionStage"))
            throw new AwsException(AwsError.UnknownOperation($"The local run has no operation {operation} of Secrets Manager."));
        var body = call.ReadJson();
        var id = body["SecretId"]?.GetValue<string>() ?? "";
        var secret = secrets.FirstOrDefault(secret => secret.Arn == id || secret.Name == id || IsPartialArn(id, secret));
        var named = id.StartsWith("arn:", StringComparison.Ordinal) ? id : call.ArnOf("secretsmanager", $"secret:{id}");
        call.Authorize($"secretsmanager:{operation}", secret?.Arn ?? named);
        if (secret is null) throw new AwsException(AwsError.NotFound("Secrets Manager can't find the specified secret."));
        return AwsResponse.WriteJsonAsync(call.Http, ErrorShape, operation switch
        {
            "PutSecretValue" => Put(secret, body),
            "DescribeSecret" => Describe(secret),
            "UpdateSecretVersionStage" => Move(secret, body),
            _ => Get(secret, body),
        });
    }

    private static JsonObject Get(LocalSecret secret, JsonObject body)
    {
        var stage = body["VersionStage"]?.ToString() ?? LocalSecret.Current;
        var wanted = body["VersionId"]?.ToString();
        var (version, found) = secret.Versions.FirstOrDefault(each => (wanted is null || each.Key == wanted) && each.Value.Stages.Contains(stage));
        if (version is null) throw new AwsException(AwsError.NotFound($"Secrets Manager can't find the specified secret value for staging label: {stage}"));
        return new JsonObject
        {
            ["ARN"] = secret.Arn, ["Name"] = secret.Name, ["SecretString"] = found.Text, ["VersionId"] = version,
            ["VersionStages"] = new JsonArray([.. found.Stages.Select(each => (JsonNode)each)]),
        };
    }

    private static JsonObject Put(LocalSecret secret, JsonObject body)
    {
        var version = body["ClientRequestToken"]?.ToString() ?? Guid.NewGuid().ToString();
        secret.Versions[version] = (body["SecretString"]?.ToString() ?? "", [.. (body["VersionStages"] as JsonArray ?? [LocalSecret.Current]).Select(stage => stage!.ToString())]);
        return new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name, ["VersionId"] = version };
    }

    private static JsonObject Describe(LocalSecret secret)
    {
        var versions = new JsonObject();
        foreach (var (version, (_, stages)) in secret.Versions) versions[version] = new JsonArray([.. stages.Select(stage => (JsonNode)stage)]);
        return new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name, ["RotationEnabled"] = true, ["VersionIdsToStages"] = versions };
    }

    private static JsonObject Move(LocalSecret secret, JsonObject body)
    {
        var stage = body["VersionStage"]?.ToString() ?? "";
        if (body["RemoveFromVersionId"]?.ToString() is { } from && secret.Versions.TryGetValue(from, out var old))
            secret.Versions[from] = (old.Text, [.. old.Stages.Where(each => each != stage), .. stage == LocalSecret.Current ? new[] { Previous } : []]);
        if (body["MoveToVersionId"]?.ToString() is { } to && secret.Versions.TryGetValue(to, out var fresh))
            secret.Versions[to] = (fresh.Text, [.. fresh.Stages.Where(each => each is not "AWSPENDING"), stage]);
        return new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
    }

    // AWS appends a dash and six characters to the name, and finds a secret by its ARN without them.
    private static bool IsPartialArn(string id, LocalSecret secret) =>
        id.StartsWith("arn:", StringComparison.Ordinal)
        && secret.Arn.Length == id.Length + 7
        && secret.Arn.StartsWith(id + "-", StringComparison.Ordinal);
}
