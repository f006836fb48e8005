using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>Reads what the events of one answer, or a whole answer, say in one protocol.</summary>
internal interface IAnswerReader
{
    /// <summary>What was read last was asked for by the gateway alone: usage, without a word of the answer.</summary>
    bool UsageAlone => false;

    /// <exception cref="GatewayException">It is an error.</exception>
    /// <exception cref="System.Text.Json.JsonException">It is not JSON.</exception>
    IReadOnlyList<ChatEvent> Read(ReadOnlyMemory<byte> json, string model);

    /// <summary>The stream has said that it is over: what is still to be told, the end of the answer with it.</summary>
    IReadOnlyList<ChatEvent> End();
}
