using System.Text;
using LlmGateway.Handler.Site;

namespace LlmGateway.Handler.Tests.Site;

public sealed class SiteRequestTests
{
    [Fact]
    public void A_load_balancers_event_is_read() => Read(
        """{"requestContext":{"elb":{"targetGroupArn":"arn"}},"httpMethod":"GET","path":"/session","headers":{"x-amzn-oidc-accesstoken":"t","x-amzn-oidc-data":"d","sec-fetch-site":"same-origin"},"body":"","isBase64Encoded":false}""")
        .Should().Be(new SiteRequest("GET", "/session", "t", "d", "same-origin", TakesGzip: false));

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, GZIP , deflate", true)]
    [InlineData("br", false)]
    [InlineData("gzip;q=0", false)]
    public void What_the_reader_unpacks_is_read(string accepts, bool gzip) => Read(
        $$$"""{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/","headers":{"accept-encoding":"{{{accepts}}}"}}""").TakesGzip.Should().Be(gzip);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"requestContext":{"http":{}},"httpMethod":"GET","path":"/","headers":{"x-amzn-oidc-accesstoken":"mine"}}""")]
    [InlineData("no JSON")]
    public void Events_of_others_are_refused(string json)
    {
        var reading = () => Read(json);
        reading.Should().Throw<InvalidDataException>("whoever invokes the function otherwise could write the headers itself");
    }

    private static SiteRequest Read(string json) => SiteRequest.Read(Encoding.UTF8.GetBytes(json));
}
