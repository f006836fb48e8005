using LlmGateway.Tool.Output;

namespace LlmGateway.Tool.Local.Reporting;

/// <summary>What runs, for scripts.</summary>
internal static class StartupJson
{
    public static string Of(LocalRun run) => JsonOutput.Object(json =>
    {
        json.WriteString("endpoint", run.Endpoint.ToString());
        json.Strings("apis", run.Apis.Select(api => api.Url.ToString()));
        json.Strings("webSocketApis", run.SocketApis.Select(api => api.Url.ToString()));
        json.WriteStartObject("apiKeys");
        foreach (var key in run.ApiKeys) json.WriteString(key.Name, key.Value);
        json.WriteEndObject();
        json.WriteStartArray("userPools");
        foreach (var pool in run.UserPools)
        {
            json.WriteStartObject();
            json.WriteString("id", pool.Id);
            json.Strings("clients", pool.Clients.Values.Select(client => client.Id));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("credentials");
        json.WriteString("accessKeyId", run.Developer.AccessKeyId);
        json.WriteString("secretAccessKey", run.Developer.SecretAccessKey);
        json.WriteEndObject();
        json.WriteString("region", run.Environment.Region);
        json.Strings("notices", run.Notices);
    });
}
