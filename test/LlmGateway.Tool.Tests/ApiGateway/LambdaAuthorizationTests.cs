using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests.ApiGateway;

public sealed class LambdaAuthorizationTests
{
    [Theory]
    [InlineData("TOKEN")]
    [InlineData("REQUEST")]
    public async Task Whoever_the_authorizer_lets_in_is_named_to_the_function(string type)
    {
        await using var sample = await StartAsync(type);
        using var response = await SendAsync(sample, "anna");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        var authorizer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["requestContext"]!["authorizer"]!;
        (authorizer["principalId"]!.ToString(), authorizer["models"]!.ToString(), authorizer["level"]!.ToString()).Should().Be(("user-anna", "a,b", "3"));
    }

    [Theory]
    [InlineData(null, 401, """{"message":"Unauthorized"}""")]
    [InlineData("nobody", 401, """{"message":"Unauthorized"}""")]
    [InlineData("wrong", 403, """{"message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}""")]
    public async Task Whoever_it_does_not_let_in_is_refused_as_in_AWS(string? token, int status, string body)
    {
        await using var sample = await StartAsync("TOKEN");
        using var response = await SendAsync(sample, token);
        (await response.Content.ReadAsStringAsync()).Should().Be(body);
        ((int)response.StatusCode).Should().Be(status);
    }

    private static Task<SampleRun> StartAsync(string type) => SampleRun.StartAsync(template =>
    {
        ((JsonObject)template["Resources"]!)["Authorizer"] = JsonNode.Parse("""
            {"Type":"AWS::ApiGateway::Authorizer","Properties":{"RestApiId":{"Ref":"Api"},"Name":"a","Type":"TYPE","IdentitySource":"method.request.header.Authorization",
             "AuthorizerUri":{"Fn::Sub":"arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"}}}
            """.Replace("TYPE", type, StringComparison.Ordinal));
        ((JsonObject)template["Resources"]!)["AuthorizerPermission"] = JsonNode.Parse("""
            {"Type":"AWS::Lambda::Permission","Properties":{"Action":"lambda:InvokeFunction","FunctionName":{"Fn::GetAtt":["Function","Arn"]},"Principal":"apigateway.amazonaws.com",
             "SourceArn":{"Fn::Sub":"arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/${Authorizer}"}}}
            """);
        var method = SampleAssembly.PropertiesOf(template, "EchoAny");
        method["AuthorizationType"] = "CUSTOM";
        method["AuthorizerId"] = new JsonObject { ["Ref"] = "Authorizer" };
    });

    private static async Task<HttpResponseMessage> SendAsync(SampleRun sample, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "echo");
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", token);
        return await sample.Http.SendAsync(request);
    }
}
