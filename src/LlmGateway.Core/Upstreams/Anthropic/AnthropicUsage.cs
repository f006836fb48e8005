using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.Anthropic;

/// <summary>
/// Adds up the usage of one Messages answer. The prompt is told at its beginning, and by many servers once more at its end: what is stated anew replaces
/// what was stated before, so that no token is counted twice.
/// </summary>
internal sealed class AnthropicUsage
{
    private int _input, _read, _written, _output;

    private int Prompt => Sum(_input, _read, _written);

    /// <summary>Takes a report in, and returns the usage so far.</summary>
    public TokenUsage Add(JsonElement usage)
    {
        var input = AnswerJson.Number(usage, "input_tokens"u8) ?? 0;
        var read = AnswerJson.Number(usage, "cache_read_input_tokens"u8);
        var written = AnswerJson.Number(usage, "cache_creation_input_tokens"u8);
        var states = Sum(input, read ?? 0, written ?? 0);
        // Proxies that do not know the prompt's size say 0.
        if (states > 0)
        {
            if (read is null && written is null) (_input, _read, _written) = InputAlone(input);
            // One that stands for the cache alone leaves the rest as it was.
            else (_input, _read, _written) = (input > 0 || states >= Prompt ? input : _input, read ?? _read, written ?? _written);
        }
        if (AnswerJson.Number(usage, "output_tokens"u8) is > 0 and var output) _output = output;
        return new TokenUsage(Prompt, _output, _read, _written);
    }

    // Without the cache's share: either the same number again, or the whole prompt, the cache's share included.
    private (int Input, int Read, int Written) InputAlone(int input) =>
        _read + _written == 0 ? (input, 0, 0)
        : input == _input ? (_input, _read, _written)
        : (Math.Max(input - _read - _written, 0), _read, _written);

    private static int Sum(int first, int second, int third) => (int)Math.Min((long)first + second + third, int.MaxValue);
}
