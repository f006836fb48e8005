using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary>Two people on every route: neither sees, continues, cancels, resumes or deletes what is the other's.</summary>
[Collection(SignInStack.Collection)]
public sealed class IsolationTests(SignInStack stack)
{
    [Fact]
    public async Task Chats_are_their_owners()
    {
        using var alice = stack.Http(await stack.TokenOfAsync("alice"));
        using var bob = stack.Http(await stack.TokenOfAsync("bobby"));
        var chat = (await PostAsync(alice, "v1/prompt", """{"prompt":"The word is tulip."}"""))["chat_id"]!.GetValue<string>();

        (await bob.GetStringAsync("v1/chats")).Should().NotContain(chat);
        (await StatusAsync(bob.GetAsync($"v1/chats/{chat}"))).Should().Be(HttpStatusCode.NotFound);
        (await StatusAsync(bob.DeleteAsync($"v1/chats/{chat}"))).Should().Be(HttpStatusCode.NotFound);
        stack.Run.Bedrock.Calls.Clear();
        await PostAsync(bob, "v1/prompt", $$"""{"prompt":"What is the word?","chat_id":"{{chat}}"}""");
        Encoding.UTF8.GetString(stack.Run.Bedrock.Calls.Last().Body.Span).Should().NotContain("tulip");
        (await alice.GetStringAsync($"v1/chats/{chat}")).Should().Contain("tulip").And.NotContain("What is the word?");
    }

    [Fact]
    public async Task Frames_requests_and_uploads_are_their_owners()
    {
        using var alice = await ConnectAsync(await stack.TokenOfAsync("alice"));
        using var bob = await ConnectAsync(await stack.TokenOfAsync("bobby"));
        var id = $"r{Guid.NewGuid():N}";
        await SendAsync(alice, $$"""{"action":"sendmessage","prompt":"Hello","request_id":"{{id}}"}""");
        await LastFrameAsync(alice);
        await SendAsync(alice, $$"""{"action":"upload","upload_id":"{{id}}","part":0,"of":1,"text":"Secret text"}""");
        await ReceiveAsync(alice);

        await SendAsync(bob, $$"""{"action":"resume","request_id":"{{id}}","after_seq":0}""");
        (await LastFrameAsync(bob))["error"]!["code"]!.GetValue<string>().Should().Be("invalid_request");
        await SendAsync(bob, $$"""{"action":"sendmessage","prompt_upload_id":"{{id}}"}""");
        (await LastFrameAsync(bob))["error"]!["code"]!.GetValue<string>().Should().Be("invalid_request");
    }

    [Fact]
    public async Task A_request_is_cancelled_by_its_owner_alone()
    {
        using var alice = await ConnectAsync(await stack.TokenOfAsync("alice"));
        using var bob = stack.Http(await stack.TokenOfAsync("bobby"));
        using var script = new ScriptedBedrock(stack.Run.Bedrock, [new() { Answer = "one two three four five six", Pace = new() { TokensPerSecond = 4 } }]);
        var id = $"r{Guid.NewGuid():N}";
        await SendAsync(alice, $$"""{"action":"sendmessage","prompt":"Slowly {{id}}","request_id":"{{id}}"}""");
        await ReceiveAsync(alice);

        using var cancelled = await bob.PostAsync($"v1/requests/{id}/cancel", null);

        (await LastFrameAsync(alice))["finish_reason"]!.GetValue<string>().Should().Be("stop");
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, string body)
    {
        using var response = await client.PostAsync(path, new StringContent(body));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        return response.StatusCode;
    }

    private async Task<ClientWebSocket> ConnectAsync(string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("llm-gateway.v1");
        socket.Options.AddSubProtocol($"bearer.{token}");
        await socket.ConnectAsync(stack.Run.SocketApis.Single().Url, CancellationToken.None);
        socket.SubProtocol.Should().Be("llm-gateway.v1");
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<JsonNode> LastFrameAsync(ClientWebSocket socket)
    {
        while (true)
            if (await ReceiveAsync(socket) is var frame && frame["has_more_messages"]?.GetValue<string>() == "false") return frame;
    }

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        return JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
    }
}
