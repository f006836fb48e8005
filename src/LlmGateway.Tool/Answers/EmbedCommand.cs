using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Near;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Shared;
using LlmGateway.Tool.Output;

namespace LlmGateway.Tool.Answers;

/// <summary><c>llm-gateway answers embed</c>: lets imported answers be found by questions in other words.</summary>
internal static class EmbedCommand
{
    private const int TextsAtOnce = 96;
    private const int DefaultMost = 2_000;

    private static readonly Option<string?> Model = new("--model") { Description = "With --table: the Bedrock model that makes the gateway's vectors.", HelpName = "ID" };
    private static readonly Option<int?> Dimensions = new("--dimensions") { Description = "With --table: length of the gateway's vectors. Default: the model's own.", HelpName = "NUMBER" };
    private static readonly Option<int> Most = new("--most") { Description = "With --table: questions that the gateway keeps for a scope.", DefaultValueFactory = _ => DefaultMost, HelpName = "NUMBER" };

    public static Command Create()
    {
        var (table, scope) = (new TableOptions(), new ScopeOptions());
        var command = new Command("embed", "Makes vectors of the questions that operators put in, where there are none yet, so that they are found in other words. Run it after an import. Exit code 1: there are more questions than a scope keeps.")
        {
            Model, Dimensions, Most,
        };
        scope.AddTo(command);
        command.Does(table, (answers, arguments, stopping) => RunAsync(answers, RulesOf(answers, arguments), scope.Prefix(arguments), arguments.GetValue(table.Json), stopping));
        return command;
    }

    private static NearDocument RulesOf(AnswersTable table, ParseResult arguments)
    {
        if (table.Rules.Near is { } own)
            return arguments.GetValue(Model) is null && arguments.GetValue(Dimensions) is null ? own : throw new AnswersException("--model and --dimensions are for --table; with --stack the gateway's own hold.");
        var model = arguments.GetValue(Model) ?? throw new AnswersException("Which model makes the gateway's vectors? Name its stack with --stack (its cache must have AnswerRules.Semantic), or the model with --model ID.");
        if (arguments.GetValue(Most) < 1) throw new AnswersException("--most must be 1 or more.");
        return new NearDocument
        {
            Model = new ModelDocument { Alias = model, Upstream = UpstreamKinds.Bedrock, Model = model }, Dimensions = arguments.GetValue(Dimensions), Threshold = 1, MostQuestions = arguments.GetValue(Most), RefreshSeconds = int.MaxValue,
        };
    }

    private static async Task<int> RunAsync(AnswersTable table, NearDocument rules, string? prefix, bool json, CancellationToken stopping)
    {
        var (wanted, there, others) = await ReadAsync(table, prefix, stopping);
        var left = wanted.Where(each => !there.Contains(each.Key)).ToList();
        var endpoint = table.Dynamo.Endpoint;
        using var dynamo = new AmazonDynamoDBClient(new AmazonDynamoDBConfig { ServiceURL = endpoint.Url.ToString(), AuthenticationRegion = endpoint.Region });
        var store = NearStores.Open(rules, table.Name, dynamo, table.Aws, TimeProvider.System);
        IEmbedder embedder = new UpstreamRouter(Connections.Create(), table.Aws, TimeProvider.System);
        var model = ModelCatalog.ToModel(rules.Model);
        foreach (var some in left.Chunk(TextsAtOnce))
        {
            var made = await embedder.EmbedAsync(new EmbeddingCall(model, [.. some.Select(each => each.Question)]) { Dimensions = rules.Dimensions, Purpose = EmbeddingPurpose.Query }, stopping);
            for (var i = 0; i < some.Length; i++) await store.AddAsync(some[i].Family, new NearEntry(some[i].Key, some[i].Question, UnitVector.Of(made.Vectors[i])), some[i].ExpiresAt, stopping);
        }
        var tooMany = store is NearTable && wanted.CountBy(each => each.Family).Any(family => family.Value > rules.MostQuestions);
        await Console.Out.WriteLineAsync(json ? JsonOutput.Object(writer =>
        {
            writer.WriteNumber("embedded", left.Count);
            writer.WriteNumber("there", wanted.Count - left.Count);
            writer.WriteNumber("otherKeys", others);
            writer.WriteBoolean("tooMany", tooMany);
        }) : string.Create(CultureInfo.InvariantCulture, $"{left.Count:N0} questions have a vector now; {wanted.Count - left.Count:N0} had one{(others > 0 ? $"; {others:N0} imported items have keys of their own, and are found word for word alone" : "")}."));
        if (tooMany) await Console.Error.WriteLineAsync($"A scope has more than {rules.MostQuestions} questions: the newest took the places of the oldest. Let it keep more (SemanticStore.InTable), or split the answers by scope.");
        return tooMany ? ExitCodes.Incomplete : ExitCodes.Done;
    }

    private static async Task<(List<Imported> Wanted, HashSet<string> There, int Others)> ReadAsync(AnswersTable table, string? prefix, CancellationToken stopping)
    {
        var (keys, now) = (new QuestionKeys(table.Rules), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        List<Imported> wanted = [];
        HashSet<string> there = new(StringComparer.Ordinal);
        var others = 0;
        await foreach (var item in AnswersScan.ReadAsync(table, prefix, keysOnly: false, stopping))
        {
            string? Text(string name) => item.TryGetProperty(name, out var value) && value.TryGetProperty("S", out var text) ? text.GetString() : null;
            var key = AnswersScan.KeyOf(item);
            if (Text(HandlerContract.Answers.AnswerKey) is { } answer) there.Add(answer);
            else if (Text(HandlerContract.Answers.Source) != HandlerContract.Answers.FromImport || Text(HandlerContract.Answers.Question) is not { } question) continue;
            else if (keys.FamilyOfItem(key, question, Text(HandlerContract.Answers.Model)) is not { } family) others++;
            else if (ExpiryOf(item) is var end && !(end <= now)) wanted.Add(new Imported(key, question, family, end));
        }
        return (wanted, there, others);
    }

    private static long? ExpiryOf(JsonElement item) => item.TryGetProperty(HandlerContract.Answers.ExpiresAt, out var expires) ? long.Parse(expires.GetProperty("N").GetString()!, CultureInfo.InvariantCulture) : null;

    private sealed record Imported(string Key, string Question, string Family, long? ExpiresAt);
}
