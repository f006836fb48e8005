using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Protocols;
using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Groups;

/// <summary>The role <c>pre-token</c>: Cognito asks before it makes tokens, and a directory's groups become the token's.</summary>
/// <remarks>https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html, version 1 of the event, which every feature plan has.</remarks>
internal sealed class PreTokenHandler(DirectoryGroups groups, JsonLog log) : IInvocationHandler
{
    /// <exception cref="StartException">The function's configuration is missing or wrong.</exception>
    public static Task<IInvocationHandler> StartAsync(HandlerEnvironment environment, JsonLog log, CancellationToken cancellationToken) =>
        Task.FromResult<IInvocationHandler>(new PreTokenHandler(new DirectoryGroups(
            environment.Document(HandlerContract.Variables.DirectoryGroups, GatewayDocumentJson.Default.DirectoryGroupsDocument)), log));

    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(invocation.Event);
        if (groups.LinkedBy(document.RootElement) is { } provider)
        {
            log.Write(LogLevel.Warning, $"'{provider}' sent a link in place of a person's groups, since there are too many of them, so that none counts: "
                + "have it send only groups that are assigned to the application, or application roles (docs/sign-in-azure.md)", invocation);
        }
        await response.SendAsync(Answer(document.RootElement, groups.Of(document.RootElement)), cancellationToken);
    }

    /// <summary>The event again, as Cognito wants it, with the groups in its response.</summary>
    private static ReadOnlyMemory<byte> Answer(JsonElement asked, IReadOnlyList<string> groups)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        json.WriteStartObject();
        foreach (var member in asked.EnumerateObject().Where(member => !member.NameEquals("response"u8))) member.WriteTo(json);
        json.WriteStartObject("response"u8);
        json.WriteStartObject("claimsOverrideDetails"u8);
        json.WriteStartObject("groupOverrideDetails"u8);
        json.WriteStartArray("groupsToOverride"u8);
        foreach (var group in groups) json.WriteStringValue(group);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
