using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Handler.Rest;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Handler.Tests.Rest;

public class RestEventTests
{
    [Fact]
    public void Everything_that_the_gateway_needs_is_read()
    {
        var rest = Read(RestEvents.Chat("{\"model\":\"m\"}", json =>
        {
            json["requestContext"]!["requestId"] = "req-1";
            json["requestContext"]!["identity"]!["apiKeyId"] = "key1";
            json["requestContext"]!["identity"]!["userArn"] = "arn:aws:iam::1:user/a";
            json["requestContext"]!["authorizer"] = new JsonObject { ["principalId"] = "alice", ["integrationLatency"] = 12, ["models"] = "a, b" };
        }));
        rest.Method.Should().Be("POST");
        rest.Resource.Should().Be("/v1/chat/completions");
        rest.Path.Should().Be("/v1/chat/completions");
        rest.RequestId.Should().Be("req-1");
        rest.Caller.ApiKeyId.Should().Be("key1");
        rest.Caller.UserArn.Should().Be("arn:aws:iam::1:user/a");
        rest.Caller.PrincipalId.Should().Be("alice");
        rest.Caller.Models.Should().Be("a, b");
        rest.Headers["content-TYPE"].Should().Be("application/json");
        Text(rest).Should().Be("{\"model\":\"m\"}");
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with \"quotes\", \\ and \n lines")]
    [InlineData("Zürich 🏔 日本")]
    [InlineData("")]
    public void Bodies_arrive_as_they_were_sent_plain_and_in_base64(string body)
    {
        Text(Read(RestEvents.Chat(body))).Should().Be(body);
        // With every letter escaped, as some writers of JSON do.
        var escaped = RestEvents.Chat("BODY").ToJsonString().Replace("BODY",
            string.Concat(body.Select(letter => $"\\u{(int)letter:x4}")), StringComparison.Ordinal);
        Text(RestEventReader.Read(Encoding.UTF8.GetBytes(escaped))).Should().Be(body);
        var base64 = RestEvents.Chat(Convert.ToBase64String(Encoding.UTF8.GetBytes(body)), json => json["isBase64Encoded"] = true);
        Text(Read(base64)).Should().Be(body);
    }

    [Fact]
    public void Base64_is_known_wherever_its_flag_stands()
    {
        var rest = RestEventReader.Read(Encoding.UTF8.GetBytes("""{"isBase64Encoded":true,"httpMethod":"POST","body":"aGVsbG8="}"""));
        Text(rest).Should().Be("hello");
    }

    [Fact]
    public void A_ten_megabyte_body_in_base64_is_not_copied()
    {
        var body = new byte[10 * 1024 * 1024];
        new Random(7).NextBytes(body);
        var utf8 = Encoding.UTF8.GetBytes(RestEvents.Chat(Convert.ToBase64String(body), json => json["isBase64Encoded"] = true).ToJsonString()
            .Replace("\\u002B", "+", StringComparison.Ordinal));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rest = RestEventReader.Read(utf8);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100_000);
        rest.Body.Span.SequenceEqual(body).Should().BeTrue();
    }

    [Fact]
    public void A_get_has_no_body() => Read(RestEvents.Create("GET", "/v1/models")).Body.Length.Should().Be(0);

    [Fact]
    public void Headers_that_came_several_times_keep_all_their_values()
    {
        var rest = Read(RestEvents.Chat("{}", json =>
        {
            json["headers"]!["X-Many"] = "two";
            json["multiValueHeaders"]!["X-Many"] = new JsonArray("one", "two");
        }));
        rest.Headers["x-many"].Should().Be("one, two");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"httpMethod\":12}")]
    [InlineData("{\"body\":{}}")]
    [InlineData("{\"headers\":[]}")]
    [InlineData("{\"body\":\"not base64!\",\"isBase64Encoded\":true}")]
    public void What_is_no_event_is_refused(string json)
    {
        var read = () => RestEventReader.Read(Encoding.UTF8.GetBytes(json));
        read.Should().Throw<JsonException>();
    }

    private static RestEvent Read(JsonObject json) => RestEventReader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static string Text(RestEvent rest) => Encoding.UTF8.GetString(rest.Body.Span);
}
