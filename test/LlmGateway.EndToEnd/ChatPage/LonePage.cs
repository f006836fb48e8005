using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page with a gateway that is played within the browser: for what a page must stand whatever a gateway sends. Tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class LonePage : IAsyncLifetime, ICollectionFixture<LonePage>, ICollectionFixture<Chromium>
{
    public const string Collection = "LonePage";

    internal PageSite Site { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Site = await PageSite.StartAsync();
        Site.Gateways = [Site.Origin.Replace("http", "ws", StringComparison.Ordinal)];
        Site.Config = new JsonObject
        {
            ["version"] = 1, ["title"] = "Acme Chat", ["webSocketUrl"] = Site.Gateways[0] + "/socket", ["restUrl"] = "/api",
            ["prompts"] = new JsonArray("What is wrong with node 42?", "Compare TCP and QUIC in a table", "Write a retry helper in C#", "Explain the quadratic formula"),
            ["auth"] = new JsonObject { ["type"] = "token", ["token"] = "t", ["user"] = "ada@example.com" }, ["features"] = new JsonObject { ["history"] = true, ["spending"] = true },
        };
    }

    public Task DisposeAsync() => Site.DisposeAsync().AsTask();

    /// <summary>Plays the gateway before the page is opened.</summary>
    /// <param name="tab">Where.</param>
    /// <param name="frames">The frames that answer a question, without their ids and numbers.</param>
    /// <param name="kept">Turns of the one chat that there is.</param>
    internal async Task OpenAsync(Tab tab, Func<string, IEnumerable<JsonObject>> frames, JsonArray? kept = null)
    {
        await tab.Page.RouteAsync("**/api/v1/**", route => route.FulfillAsync(Answer(new Uri(route.Request.Url).AbsolutePath, kept)));
        await tab.Page.RouteWebSocketAsync("**/socket", socket => socket.OnMessage(message =>
        {
            var asked = JsonNode.Parse(message.Text!)!;
            if (asked["action"]!.GetValue<string>() == "ping") socket.Send("""{"action":"pong"}""");
            if (asked["action"]!.GetValue<string>() == "upload")
                socket.Send(new JsonObject { ["upload_id"] = asked["upload_id"]!.DeepClone(), ["received"] = asked["part"]!.GetValue<int>() + 1, ["of"] = asked["of"]!.DeepClone() }.ToJsonString());
            if (asked["action"]!.GetValue<string>() != "sendmessage") return;
            var seq = 0;
            foreach (var frame in frames(asked["prompt"]!.GetValue<string>()))
            {
                (frame["chat_id"], frame["request_id"], frame["seq"]) = (asked["chat_id"]!.DeepClone(), asked["request_id"]!.DeepClone(), seq++);
                socket.Send(frame.ToJsonString());
            }
        }));
        await tab.Page.GotoAsync(kept is null ? Site.Origin : $"{Site.Origin}/c/kept");
        await tab.Question.WaitForAsync();
    }

    /// <summary>An answer in frames as the gateway cuts them.</summary>
    public static IEnumerable<JsonObject> Frames(string answer, int size = 30_000, JsonNode? citations = null, bool cached = false)
    {
        for (var at = 0; at < answer.Length; at += size)
            yield return new JsonObject { ["completion"] = answer.Substring(at, Math.Min(size, answer.Length - at)), ["cached"] = "false", ["has_more_messages"] = "true" };
        var last = new JsonObject
        {
            ["completion"] = "", ["cached"] = cached ? "true" : "false", ["has_more_messages"] = "false", ["finish_reason"] = "stop", ["model"] = "claude-haiku",
            ["usage"] = new JsonObject { ["input_tokens"] = 312, ["output_tokens"] = 840, ["cost_usd"] = 0.004512 },
        };
        if (citations is not null) last["citations"] = citations;
        yield return last;
    }

    public static IEnumerable<JsonObject> Error(string code, string message) =>
        [new JsonObject { ["completion"] = "", ["cached"] = "false", ["has_more_messages"] = "false", ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["retry_after_ms"] = 4000 } }];

    private static RouteFulfillOptions Answer(string path, JsonArray? kept)
    {
        JsonNode? body = path switch
        {
            "/api/v1/models" => JsonNode.Parse("""
                {"data":[{"id":"claude-haiku","pricing":{"input":1,"output":5},"capabilities":{"vision":true},"context_window":200000},{"id":"nova-lite","pricing":{"input":0.06,"output":0.24},"capabilities":{"vision":false},"context_window":300000}]}
                """),
            "/api/v1/chats" => new JsonObject
            {
                ["chats"] = new JsonArray([.. new[] { ("Router flaps every night", 0), ("Plan the migration to QUIC", 0), ("Why is the BGP session down on edge-7?", 1), ("Summarize the incident of Tuesday", 3), ("كيف حال الشبكة؟", 4) }
                    .Select((chat, index) => new JsonObject { ["chat_id"] = $"c{index}", ["title"] = chat.Item1, ["updated_at"] = TimeProvider.System.GetUtcNow().AddDays(-chat.Item2).ToString("O") })]),
            },
            "/api/v1/chats/kept" when kept is not null => new JsonObject { ["chat_id"] = "kept", ["turns"] = kept.DeepClone() },
            "/api/v1/usage" => new JsonObject { ["cost_usd"] = 1.27, ["limit_usd"] = 20 },
            _ => null,
        };
        return body is null
            ? new RouteFulfillOptions { Status = 404, ContentType = "application/json", Body = """{"error":{"code":"not_found","message":"There is none."}}""" }
            : new RouteFulfillOptions { Status = 200, ContentType = "application/json", Body = body.ToJsonString() };
    }
}
