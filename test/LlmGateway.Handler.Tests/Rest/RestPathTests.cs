using LlmGateway.Handler.Rest;

namespace LlmGateway.Handler.Tests.Rest;

public class RestPathTests
{
    [Theory]
    [InlineData("us.anthropic.claude-3:0")]
    [InlineData("us.anthropic.claude-3%3A0")]
    public void Model_ids_arrive_encoded_or_not(string id) =>
        Of("/v1/models/{id+}", $"/v1/models/{id}", ("id", id)).Should().Be("/v1/models/us.anthropic.claude-3:0");

    [Theory]
    [InlineData("meta/llama 3")]
    [InlineData("meta%2Fllama%203")]
    public void Slashes_and_spaces_in_model_ids_survive(string id) =>
        Of("/v1/models/{id+}", $"/v1/models/{id}", ("id", id)).Should().Be("/v1/models/meta/llama 3");

    [Fact]
    public void A_base_path_of_a_custom_domain_is_left_out() =>
        Of("/v1/chat/completions", "/llm/v1/chat/completions").Should().Be("/v1/chat/completions");

    [Fact]
    public void Without_a_route_the_called_path_counts()
    {
        Of(null, "/v1/models/a%2Fb").Should().Be("/v1/models/a/b");
        Of("/v1/models/{id+}", "/v1/models/a%2Fb").Should().Be("/v1/models/a/b");
        Of(null, null).Should().Be("/");
    }

    private static string Of(string? resource, string? path, params (string Name, string Value)[] parameters)
    {
        var rest = new RestEvent { Resource = resource, Path = path };
        foreach (var (name, value) in parameters) rest.PathParameters.Add(new(name, value));
        return RestPath.Of(rest);
    }
}
