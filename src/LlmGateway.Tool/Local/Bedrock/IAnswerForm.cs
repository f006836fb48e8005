using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>The JSON of an answer in one of Bedrock's two families of operations.</summary>
internal interface IAnswerForm
{
    /// <summary>The body of an answer that is not streamed.</summary>
    JsonObject Whole(SimulatedAnswer answer, TimeSpan latency);

    /// <summary>Events before the first block.</summary>
    IEnumerable<(string Type, JsonObject Payload)> Opening(SimulatedAnswer answer);

    IEnumerable<(string Type, JsonObject Payload)> Step(AnswerStep step);

    /// <summary>Events after the last block.</summary>
    IEnumerable<(string Type, JsonObject Payload)> Closing(SimulatedAnswer answer, TimeSpan latency, TimeSpan firstToken);
}
