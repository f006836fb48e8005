using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Answers.Import;
using LlmGateway.Core.Import;
using LlmGateway.Core.Aws;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Answers;

/// <summary>A DynamoDB that throttles, leaves items out, refuses one of many, or falls silent.</summary>
public sealed class BatchWriterTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
    private readonly List<string> _rejected = [];

    static BatchWriterTests()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
    }

    [Fact]
    public async Task What_is_throttled_or_left_out_is_sent_again_until_it_is_in()
    {
        var taken = new List<string>();
        var (writer, limit) = Writer((number, keys) =>
        {
            if (number == 0) return (400, """{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"Slow down"}""");
            if (number == 1) return (500, """{"__type":"InternalServerError"}""");
            // One of them at a time.
            taken.Add(keys[0]);
            return (200, Unprocessed(keys.Skip(1)));
        });

        await Run(writer, "a", "b", "c");

        taken.Should().Equal("a", "b", "c");
        writer.Written.Should().Be(3);
        writer.Retries.Should().Be(4);
        limit.Current.Should().BeLessThan(4, "the first throttle asks for less");
        _rejected.Should().BeEmpty();
    }

    [Fact]
    public async Task One_wrong_item_is_found_and_the_others_go_in()
    {
        var (writer, _) = Writer((_, keys) => keys.Contains("bad")
            ? (400, """{"__type":"com.amazon.coral.validate#ValidationException","message":"Item size has exceeded the maximum allowed size"}""")
            : (200, "{}"));

        await Run(writer, "a", "b", "bad", "c", "d");

        writer.Written.Should().Be(4);
        _rejected.Should().Equal("bad is refused by DynamoDB: Item size has exceeded the maximum allowed size");
    }

    [Fact]
    public async Task What_nobody_may_write_is_no_matter_of_patience()
    {
        var (writer, _) = Writer((_, _) => (400, """{"__type":"AccessDeniedException","Message":"not authorized"}"""));
        var run = () => Run(writer, "a");
        (await run.Should().ThrowAsync<AwsServiceException>()).Which.Type.Should().Be("AccessDeniedException");
    }

    [Fact]
    public async Task A_table_that_takes_nothing_ends_the_import()
    {
        var (writer, _) = Writer((_, keys) => (200, Unprocessed(keys)));
        var run = () => Run(writer, "a");
        (await run.Should().ThrowAsync<ImportException>()).WithMessage("DynamoDB has taken nothing for a while: all items came back unprocessed");
    }

    private (BatchWriter Writer, AdaptiveLimit Limit) Writer(Func<int, IReadOnlyList<string>, (int Status, string Body)> answer)
    {
        var limit = new AdaptiveLimit(8);
        var aws = new AwsServices(new HttpMessageInvoker(new FakeDynamo(answer)), "eu-west-1", _ => null, TimeProvider.System);
        return (new BatchWriter(new DynamoDbStore(aws.DynamoDb(), "t", RowReader.Key), limit, _time, () => 0, (item, reason) => _rejected.Add($"{item.Key} {reason}")), limit);
    }

    private static async Task Run(BatchWriter writer, params string[] keys) => await (await writer.BeginAsync(
        [.. keys.Select((key, i) => new ImportItem(key, Encoding.UTF8.GetBytes($$$"""{"pk":{"S":"{{{key}}}"}}"""), "f", i + 1))], CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(30));

    private static string Unprocessed(IEnumerable<string> keys) => new JsonObject
    {
        ["UnprocessedItems"] = new JsonObject { ["t"] = new JsonArray([.. keys.Select(key => new JsonObject { ["PutRequest"] = new JsonObject { ["Item"] = new JsonObject { ["pk"] = new JsonObject { ["S"] = key } } } })]) },
    }.ToJsonString();

    private sealed class FakeDynamo(Func<int, IReadOnlyList<string>, (int Status, string Body)> answer) : HttpMessageHandler
    {
        private int _number;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            var keys = body["RequestItems"]!["t"]!.AsArray().Select(put => put!["PutRequest"]!["Item"]!["pk"]!["S"]!.GetValue<string>()).ToList();
            var (status, text) = answer(_number++, keys);
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(text) };
        }
    }
}
