using LlmGateway.Tool.Local.ApiGateway;
using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Tests.ApiGateway;

public sealed class RouteTableTests
{
    private static readonly RouteTable Routes = new(
    [
        Method("GET", "/"), Method("GET", "/v1/models"), Method("GET", "/v1/models/{id+}"), Method("GET", "/v1/models/special"),
        Method("GET", "/items/{id}"), Method("POST", "/items/{id}/parts/{part}"), Method("ANY", "/any"), Method("GET", "/any"), Method("GET", "/a~b c"),
    ]);

    [Theory]
    [InlineData("GET", "/", "GET /", "")]
    [InlineData("GET", "/v1/models", "GET /v1/models", "")]
    [InlineData("GET", "/v1/models/", "GET /v1/models", "")]
    [InlineData("GET", "/v1/models/special", "GET /v1/models/special", "")]
    [InlineData("GET", "/v1/models/special/deeper", "GET /v1/models/{id+}", "id=special/deeper")]
    [InlineData("GET", "/v1/models/meta/llama:7b", "GET /v1/models/{id+}", "id=meta/llama:7b")]
    [InlineData("GET", "/v1/models/meta%2Fllama%3A7b", "GET /v1/models/{id+}", "id=meta%2Fllama%3A7b")]
    [InlineData("GET", "/items/a%20b", "GET /items/{id}", "id=a%20b")]
    [InlineData("POST", "/items/1/parts/2", "POST /items/{id}/parts/{part}", "id=1&part=2")]
    [InlineData("GET", "/any", "GET /any", "")]
    [InlineData("PATCH", "/any", "ANY /any", "")]
    [InlineData("GET", "/a~b%20c", "GET /a~b c", "")]
    public void A_path_finds_its_method(string httpMethod, string path, string expected, string parameters)
    {
        var match = Routes.Find(httpMethod, path)!;
        $"{match.Method.HttpMethod} {match.Method.ResourcePath}".Should().Be(expected);
        string.Join('&', match.PathParameters.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}")).Should().Be(parameters);
    }

    [Theory]
    [InlineData("POST", "/v1/models")]
    [InlineData("GET", "/v1")]
    [InlineData("GET", "/items")]
    [InlineData("GET", "/items/1/parts/2")]
    [InlineData("get", "/items/1")]
    public void What_no_resource_answers_is_not_found(string httpMethod, string path) => Routes.Find(httpMethod, path).Should().BeNull();

    private static RestMethod Method(string httpMethod, string path) => new()
    {
        LogicalId = path, HttpMethod = httpMethod, ResourceId = path, ResourcePath = path, AuthorizationType = "NONE",
        Integration = new Integration { Type = "MOCK", Timeout = TimeSpan.FromSeconds(1) },
    };
}
