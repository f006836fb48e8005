using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Cognito;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Site;

/// <summary>
/// What the chat page is told here: the stack's words with local addresses, and signed in as the run's own user, or with the run's API key, so that it answers at
/// once. See src/chat-ui/CONFIG.md.
/// </summary>
internal sealed class PageConfig(StackModel model, TokenIssuer issuer, string? user)
{
    public const string Key = "config.json";

    public async Task<ReadOnlyMemory<byte>> LocalAsync(ReadOnlyMemory<byte> content, HttpContext http)
    {
        var text = model.Urls.ToLocal(Encoding.UTF8.GetString(content.Span), http.Connection.LocalPort);
        if (ReadObject(text) is not { } config || config["auth"] is not JsonObject auth || user is null) return Encoding.UTF8.GetBytes(text);
        if (auth["type"]?.ToString() == "apiKey") auth["key"] = ApiKey;
        if (auth["type"]?.ToString() == "cognito" && await SignInAsync(auth, http.RequestAborted) is { } token)
            config["auth"] = new JsonObject { ["type"] = "token", ["token"] = token, ["user"] = user };
        return Encoding.UTF8.GetBytes(config.ToJsonString());
    }

    private string? ApiKey => model.Keys.FirstOrDefault(key => key.Enabled && model.Plans.Any(plan => plan.KeyIds.Contains(key.Id)))?.Value;

    private async Task<string?> SignInAsync(JsonObject auth, CancellationToken cancellationToken)
    {
        var id = auth["clientId"]?.ToString() ?? "";
        if (model.UserPools.FirstOrDefault(pool => pool.Clients.ContainsKey(id)) is not { } pool) return null;
        var client = pool.Clients[id];
        var tokens = await issuer.IssueAsync(pool, client, pool.Local(user!), string.Join(' ', client.Scopes), "TokenGeneration_HostedAuth", refreshable: false, cancellationToken: cancellationToken);
        return auth["token"]?.ToString() == "id" ? tokens.IdToken : tokens.AccessToken;
    }

    private static JsonObject? ReadObject(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
