using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using Names = LlmGateway.Shared.HandlerContract.Records;

namespace LlmGateway.Core.Chats;

/// <summary>
/// Turns as items. The sort key is the time of the question and the request's id, so that two that are answered at once are both kept, in the order of
/// their asking. A text that is larger than an item may be goes on in further items.
/// </summary>
internal static class TurnItems
{
    private const string Request = "request_id";
    private const string Replaces = "replaces";
    private const string Question = "question";
    private const string Answer = "answer";
    private const string Model = "model";
    private const string Finish = "finish_reason";
    private const string InputTokens = "input_tokens";
    private const string OutputTokens = "output_tokens";
    private const string Cost = "cost_usd";
    private const string AskedAt = "asked_at";

    /// <summary>Three bytes each at most, in an item of at most 400 KB.</summary>
    private const int MostCharacters = 120_000;

    public static IEnumerable<Dictionary<string, AttributeValue>> Write(ChatTurn turn, string requestId)
    {
        var key = turn.AskedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfffffff", CultureInfo.InvariantCulture) + "#" + requestId;
        var number = 0;
        foreach (var (name, piece) in Pieces(Question, turn.Question).Concat(Pieces(Answer, turn.Answer)))
        {
            Dictionary<string, AttributeValue> item = new() { [Names.SortKey] = Item.Text($"{key}#{number++:D3}"), [name] = Item.Text(piece) };
            if (number == 1)
            {
                item[AskedAt] = Item.Text(turn.AskedAt.ToString("O", CultureInfo.InvariantCulture));
                item[Finish] = Item.Text(turn.Finish.ToString());
                if (turn.RequestId is not null) item[Request] = Item.Text(turn.RequestId);
                if (turn.Replaces is not null) item[Replaces] = Item.Text(turn.Replaces);
                if (turn.Model is not null) item[Model] = Item.Text(turn.Model);
                if (turn.Usage is { } usage) (item[InputTokens], item[OutputTokens]) = (Item.Number(usage.InputTokens), Item.Number(usage.OutputTokens));
                if (turn.CostUsd is { } cost) item[Cost] = new AttributeValue { N = cost.ToString(CultureInfo.InvariantCulture) };
                // Small turns, which are most, are one item.
                if (turn.Question.Length + turn.Answer.Length <= MostCharacters)
                {
                    item[Answer] = Item.Text(turn.Answer);
                    yield return item;
                    yield break;
                }
            }
            yield return item;
        }
    }

    /// <summary>Puts turns together again from items that come newest first.</summary>
    public static async IAsyncEnumerable<ChatTurn> ReadAsync(IAsyncEnumerable<Dictionary<string, AttributeValue>> items)
    {
        var (question, answer) = (new StringBuilder(), new StringBuilder());
        await foreach (var item in items)
        {
            question.Insert(0, item.TextOf(Question));
            answer.Insert(0, item.TextOf(Answer));
            if (!item.ContainsKey(AskedAt)) continue;
            yield return new ChatTurn
            {
                RequestId = item.TextOf(Request),
                Replaces = item.TextOf(Replaces),
                Question = question.ToString(),
                Answer = answer.ToString(),
                Model = item.TextOf(Model),
                AskedAt = DateTimeOffset.Parse(item.TextOf(AskedAt)!, CultureInfo.InvariantCulture),
                Finish = Enum.TryParse<FinishReason>(item.TextOf(Finish), out var finish) ? finish : FinishReason.Stop,
                Usage = item.NumberOf(InputTokens) is { } input ? new TokenUsage((int)input, (int)(item.NumberOf(OutputTokens) ?? 0)) : null,
                CostUsd = item.GetValueOrDefault(Cost)?.N is { } cost ? decimal.Parse(cost, CultureInfo.InvariantCulture) : null,
            };
            question.Clear();
            answer.Clear();
        }
    }

    private static IEnumerable<(string Name, string Piece)> Pieces(string name, string text)
    {
        var start = 0;
        do
        {
            var end = Math.Min(start + MostCharacters, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            yield return (name, text[start..end]);
            start = end;
        }
        while (start < text.Length);
    }
}
