using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>
/// State that a client believes the server keeps. The gateway keeps none for Messages, and Anthropic's own state belongs to the key that all callers share, so a
/// request that refers to it is refused, toward every model, before anything of the conversation is lost.
/// </summary>
internal static class ServerState
{
    /// <summary>The code on which Anthropic's client libraries send the whole conversation without <c>thread</c>.</summary>
    private const string ThreadUnsupported = "thread_unsupported_request";

    /// <summary>Refuses <c>thread</c>, with which a client sends its new messages alone.</summary>
    /// <exception cref="GatewayException">It is there.</exception>
    public static void RefuseThread(JsonElement thread)
    {
        if (thread.ValueKind == JsonValueKind.Null) return;
        throw new GatewayException(new GatewayError(
            ErrorKind.InvalidRequest, "This gateway keeps no threads: send the whole conversation in 'messages', without 'thread'.", Field: "thread", Code: ThreadUnsupported));
    }

    /// <summary>Refuses a container by its id; skills for a new container pass.</summary>
    /// <exception cref="GatewayException">An id is there.</exception>
    public static void RefuseContainer(JsonElement container)
    {
        var names = container.ValueKind == JsonValueKind.String
            || container.ValueKind == JsonValueKind.Object && container.TryGetProperty("id"u8, out var id) && id.ValueKind != JsonValueKind.Null;
        if (!names) return;
        throw new GatewayException(new GatewayError(
            ErrorKind.InvalidRequest,
            "This gateway does not know whose container this is, since all callers share its key: leave 'container' out, and a new one is made.",
            Field: "container"));
    }
}
