using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Systems Manager's parameters: GetParameter and GetParameters.</summary>
internal sealed class SsmService(IReadOnlyList<LocalParameter> parameters) : IAwsService
{
    private const string TargetPrefix = "AmazonSSM.";

    public AwsErrorShape ErrorShape => AwsErrorShape.Json11;

    public Task HandleAsync(AwsCall call)
    {
        var operation = JsonTarget.Operation(call, TargetPrefix);
        var body = call.ReadJson();
        var decrypt = body["WithDecryption"]?.GetValue<bool>() ?? false;
        return AwsResponse.WriteJsonAsync(call.Http, ErrorShape, operation switch
        {
            "GetParameter" => GetParameter(call, body["Name"]?.GetValue<string>() ?? "", decrypt),
            "GetParameters" => GetParameters(call, body["Names"] as JsonArray ?? [], decrypt),
            _ => throw new AwsException(AwsError.UnknownOperation($"The local run has no operation {operation} of SSM.")),
        });
    }

    private JsonObject GetParameter(AwsCall call, string name, bool decrypt)
    {
        call.Authorize("ssm:GetParameter", ArnOf(call, name));
        return Find(name) is { } found
            ? new JsonObject { ["Parameter"] = Describe(found, decrypt) }
            // AWS's answer for a missing parameter has no sentence.
            : throw new AwsException(new AwsError(400, "ParameterNotFound", ""));
    }

    private JsonObject GetParameters(AwsCall call, JsonArray names, bool decrypt)
    {
        var (found, invalid) = (new JsonArray(), new JsonArray());
        var wanted = names.Select(name => name!.GetValue<string>()).ToList();
        if (wanted.Count is 0 or > 10)
            throw new AwsException(AwsError.Constraint($"[{string.Join(", ", wanted)}]", "names", "Member must have length less than or equal to 10"));
        foreach (var name in wanted) call.Authorize("ssm:GetParameters", ArnOf(call, name));
        foreach (var name in wanted)
        {
            if (Find(name) is { } parameter) found.Add((JsonNode)Describe(parameter, decrypt));
            else invalid.Add((JsonNode)name);
        }
        return new JsonObject { ["InvalidParameters"] = invalid, ["Parameters"] = found };
    }

    private LocalParameter? Find(string name) => parameters.FirstOrDefault(parameter => parameter.Name == name || parameter.Arn == name);

    private string ArnOf(AwsCall call, string name) =>
        Find(name)?.Arn
        ?? (name.StartsWith("arn:", StringComparison.Ordinal) ? name : call.ArnOf("ssm", $"parameter/{name.TrimStart('/')}"));

    private static JsonObject Describe(LocalParameter parameter, bool decrypt) => new()
    {
        ["ARN"] = parameter.Arn,
        ["DataType"] = "text",
        ["Name"] = parameter.Name,
        ["Type"] = parameter.Type,
        ["Value"] = parameter.Type == "SecureString" && !decrypt
            // Not decrypted: something that no one can mistake for the value.
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"ciphertext of {parameter.Name}"))
            : parameter.Value,
        ["Version"] = 1,
    };
}
