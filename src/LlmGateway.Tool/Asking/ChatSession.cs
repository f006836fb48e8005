using System.Net.WebSockets;
using LlmGateway.Client;
using LlmGateway.Tool.Output;

namespace LlmGateway.Tool.Asking;

/// <summary>A chat in a terminal: questions are asked, and lines that begin with a slash are for the tool.</summary>
/// <param name="place">The gateway.</param>
/// <param name="screen">Where the person is.</param>
/// <param name="interrupt">Ctrl+C.</param>
/// <param name="first">What each question begins as: model, chat and the rest.</param>
/// <param name="asJson">Answers are lines of JSON.</param>
internal sealed class ChatSession(GatewayPlace place, ChatScreen screen, AnswerInterrupt interrupt, GatewayPrompt first, bool asJson)
{
    private const string Help = """
        /model NAME  asks another model from here on; /model alone says which there are
        /new         begins a new chat
        /help        says this
        /exit        leaves, as Ctrl+D does
        Ctrl+C       ends the answer that is running
        A line that is to begin with a slash begins with a space.
        """;

    private GatewayPrompt _next = first;

    /// <summary>All questions so far were answered.</summary>
    public bool AllAnswered { get; private set; } = true;

    public async Task RunAsync()
    {
        await using var client = place.Connect();
        screen.Say($"{place.Url}, asked by {place.Identity}. /help says what there is.");
        while (screen.Read() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (!line.StartsWith('/')) await AnswerAsync(client, line.Trim());
            else if (!await ObeyAsync(line.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))) return;
        }
    }

    /// <returns>False: the chat is over.</returns>
    private async Task<bool> ObeyAsync(string[] words)
    {
        switch (words)
        {
            case ["/exit" or "/quit", ..]: return false;
            case ["/help", ..]: screen.Say(Help); break;
            case ["/new", ..]:
                _next = _next with { ChatId = null };
                screen.Say("A new chat.");
                break;
            case ["/model", var name]:
                _next = _next with { Model = name };
                screen.Say($"The next question goes to {name}.");
                break;
            case ["/model"]: await TellModelsAsync(); break;
            default: screen.Complain($"There is no {words[0]}; /help says what there is."); break;
        }
        return true;
    }

    private async Task AnswerAsync(LlmGatewayClient client, string question)
    {
        var answer = new ToldAnswer();
        var wanted = interrupt.Begin().Token;
        try
        {
            await foreach (var frame in client.AskAsync(_next with { Text = question }, wanted))
            {
                var text = answer.Add(frame);
                if (!asJson) screen.Write(text);
            }
        }
        catch (OperationCanceledException) when (wanted.IsCancellationRequested)
        {
            // The person has enough of it; what was said stays.
        }
        catch (GatewayException refusal)
        {
            Fail(refusal.Code, GatewayRefusal.Tell(refusal, place));
            return;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or WebSocketException)
        {
            Fail("unreachable", $"{place.Url} can't be reached: {broken.Message}");
            return;
        }
        finally
        {
            interrupt.End();
        }
        _next = _next with { ChatId = answer.ChatId ?? _next.ChatId };
        screen.Line(asJson ? answer.ToJson() : "");
        if (!asJson) screen.Say(answer.Summary());
    }

    private void Fail(string code, string message)
    {
        AllAnswered = false;
        if (!asJson)
        {
            screen.Complain(message);
            return;
        }
        screen.Line(JsonOutput.Object(json =>
        {
            json.WriteStartObject("error");
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
        }));
    }

    private async Task TellModelsAsync()
    {
        screen.Say(_next.Model is { } model ? $"The model is {model}." : "The model is the gateway's first.");
        if (place.Rest is null) return;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            screen.Say($"There are {string.Join(", ", await GatewayModels.ListAsync(place.Rest, place.Credential, patience.Token))}.");
        }
        catch (Exception failed) when (failed is GatewayException or HttpRequestException or OperationCanceledException)
        {
            screen.Complain($"The gateway does not list its models: {failed.Message}");
        }
    }
}
