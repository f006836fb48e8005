using System.Text;
using LlmGateway.Handler.Rest;

namespace LlmGateway.Handler.Tests.Rest;

public class RestResponseTests
{
    [Fact]
    public void The_prelude_is_metadata_and_eight_nuls() =>
        Prelude(200, ("content-type", "text/event-stream"), ("x-request-id", "1")).Should().Be(
            """{"statusCode":200,"headers":{"content-type":"text/event-stream","x-request-id":"1"}}""" + new string('\0', 8));

    [Fact]
    public void Repeated_headers_and_cookies_have_their_own_places() =>
        Prelude(404, ("a", "1"), ("B", "2"), ("b", "3"), ("Set-Cookie", "x=1"), ("set-cookie", "y=2")).Should().Be(
            """{"statusCode":404,"headers":{"a":"1"},"multiValueHeaders":{"B":["2","3"]},"cookies":["x=1","y=2"]}""" + new string('\0', 8));

    private static string Prelude(int status, params (string Name, string Value)[] headers) =>
        Encoding.UTF8.GetString(RestResponse.Prelude(status, [.. headers.Select(header => new KeyValuePair<string, string>(header.Name, header.Value))]).Span);
}
