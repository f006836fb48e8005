using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmGateway.Client;
using LlmGateway.Tool.Output;

namespace LlmGateway.Tool.Asking;

/// <summary>An answer as it comes, and what is told of it afterwards.</summary>
internal sealed class ToldAnswer
{
    private readonly StringBuilder _text = new();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private GatewayFrame? _last;

    /// <summary>Goes on with the chat; null: nothing came yet.</summary>
    public string? ChatId => _last?.ChatId is { Length: > 0 } chat ? chat : null;

    /// <summary>The model ended it by itself.</summary>
    public bool IsWhole => _last is { IsLast: true, FinishReason: "stop" or null };

    /// <returns>What is new of the text.</returns>
    public string Add(GatewayFrame frame)
    {
        _last = frame;
        _text.Append(frame.Text);
        return frame.Text;
    }

    /// <summary>One line: who answered, what it took, and why it ended early.</summary>
    public string Summary()
    {
        List<string> parts = [];
        if (_last?.Model is { } model) parts.Add(model);
        if (_last is { IsCached: true }) parts.Add("from the cache");
        if (_last?.Usage is { } usage) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{usage.InputTokens:N0} + {usage.OutputTokens:N0} tokens"));
        if (_last?.Usage?.CostUsd is { } cost) parts.Add(string.Create(CultureInfo.InvariantCulture, $"${cost:0.######}"));
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_began).TotalSeconds:0.0} s"));
        if (!IsWhole) parts.Add(_last?.FinishReason is { } reason ? $"ended early: {reason}" : "cancelled");
        return string.Join(" · ", parts);
    }

    public string ToJson() => JsonOutput.Object(json =>
    {
        json.WriteString("answer", _text.ToString());
        Text(json, "model", _last?.Model);
        Text(json, "chatId", ChatId);
        Text(json, "requestId", _last?.RequestId);
        json.WriteBoolean("cached", _last is { IsCached: true });
        json.WriteString("finishReason", _last is null or { IsLast: false } ? "cancelled" : _last.FinishReason ?? "stop");
        if (_last?.Usage is not { } usage) return;
        json.WriteStartObject("usage");
        json.WriteNumber("inputTokens", usage.InputTokens);
        json.WriteNumber("outputTokens", usage.OutputTokens);
        if (usage.CostUsd is { } cost) json.WriteNumber("costUsd", cost);
        json.WriteEndObject();
    });

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, value);
    }
}
