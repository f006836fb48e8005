using System.Text.Json.Nodes;
using LlmGateway.Testing;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Handler.Tests.Process;

/// <summary>A handler process between a Runtime API and a model server, all of them real.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    public required RuntimeApiServer RuntimeApi { get; init; }
    public required FakeModelServer Models { get; init; }
    public required HandlerProcess Process { get; init; }

    public static async Task<Gateway> StartAsync(HandlerProgram program, params (string Name, string Value)[] environment)
    {
        var models = await FakeModelServer.StartAsync();
        var runtimeApi = await RuntimeApiServer.StartAsync();
        Dictionary<string, string> variables = new()
        {
            ["_HANDLER"] = "rest",
            ["LLM_GATEWAY_CONFIG"] = Document(models.Url).ToJsonString(),
        };
        foreach (var (name, value) in environment) variables[name] = value;
        return new Gateway { Models = models, RuntimeApi = runtimeApi, Process = HandlerProcess.Start(program, runtimeApi.Endpoint, variables) };
    }

    /// <summary>Sends a chat request for a model that the fake server knows.</summary>
    public DriverInvocation Chat(string model, bool stream = true, string prompt = "Hi", DateTimeOffset? deadline = null, string? traceId = null) =>
        RuntimeApi.Invoke(RestEvents.Chat(
            new JsonObject
            {
                ["model"] = model,
                ["stream"] = stream,
                ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
            }.ToJsonString()), deadline, traceId);

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await RuntimeApi.DisposeAsync();
        await Models.DisposeAsync();
    }

    private static JsonObject Document(Uri url) => new()
    {
        ["name"] = "test-gateway",
        ["models"] = new JsonArray([.. new[] { "quick", "stall", "break", "meet", "silent" }.Select(model => new JsonObject
        {
            ["alias"] = model,
            ["upstream"] = "openai",
            ["model"] = model,
            ["endpoint"] = url.ToString(),
            ["price"] = new JsonObject { ["input"] = 1, ["output"] = 2 },
        })]),
    };
}
