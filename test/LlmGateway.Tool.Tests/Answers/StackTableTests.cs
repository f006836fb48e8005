using System.Net;
using LlmGateway.Core.Aws;
using LlmGateway.Tool.Answers;

namespace LlmGateway.Tool.Tests.Answers;

/// <summary>The table and the rules of a deployed gateway, by what CloudFormation and Lambda say of its stack.</summary>
public sealed class StackTableTests
{
    private const string FirstPage = """
        <ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult>
          <NextToken>more</NextToken>
          <StackResourceSummaries>
            <member><ResourceType>AWS::DynamoDB::Table</ResourceType><PhysicalResourceId>t-1</PhysicalResourceId></member>
            <member><ResourceType>AWS::Lambda::Function</ResourceType><PhysicalResourceId>other</PhysicalResourceId></member>
          </StackResourceSummaries>
        </ListStackResourcesResult></ListStackResourcesResponse>
        """;

    private const string SecondPage = """
        <ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult>
          <StackResourceSummaries>
            <member><ResourceType>AWS::Lambda::Function</ResourceType><PhysicalResourceId>gateway</PhysicalResourceId></member>
          </StackResourceSummaries>
        </ListStackResourcesResult></ListStackResourcesResponse>
        """;

    private const string Gateway = """
        {"FunctionName":"gateway","Environment":{"Variables":{"LLM_GATEWAY_CONFIG":"{\"name\":\"g\",\"models\":[{\"alias\":\"a\",\"upstream\":\"bedrock\",\"model\":\"m\"}],\"cache\":{\"table\":\"t-1\",\"scope\":\"shared\",\"normalize\":[\"case\"]}}"}}}
        """;

    // The SDK's chain reads them from the process, and keeps what it found.
    static StackTableTests()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
    }

    [Fact]
    public async Task They_are_read_from_the_gateways_own_configuration()
    {
        var rules = await FindAsync(request => request switch
        {
            { Path: "/", Body: var body } when body.Contains("NextToken=more", StringComparison.Ordinal) => SecondPage,
            { Path: "/", Body: "Action=ListStackResources&Version=2010-05-15&StackName=My-Stack" } => FirstPage,
            { Path: "/2015-03-31/functions/gateway/configuration" } => Gateway,
            _ => """{"FunctionName":"other"}""",
        });

        rules.Table.Should().Be("t-1");
        rules.Normalize.Should().Equal("case");
    }

    [Fact]
    public async Task A_stack_without_a_cache_is_told_so()
    {
        var find = () => FindAsync(request => request.Path == "/" ? SecondPage : """{"FunctionName":"other"}""");
        (await find.Should().ThrowAsync<AnswersException>()).WithMessage("The stack My-Stack has no gateway with a cache of answers.");
    }

    [Fact]
    public async Task A_stack_that_is_not_there_is_told_in_CloudFormations_words()
    {
        var find = () => FindAsync(_ => """<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Message>Stack with id My-Stack does not exist</Message></Error></ErrorResponse>""", HttpStatusCode.BadRequest);
        (await find.Should().ThrowAsync<AnswersException>()).WithMessage("CloudFormation does not list the stack My-Stack: Stack with id My-Stack does not exist.");
    }

    private static async Task<LlmGateway.Shared.CacheDocument> FindAsync(Func<(string Path, string Body), string> answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var http = new HttpMessageInvoker(new FakeAws(answer, status));
        return await new StackTable(new AwsServices(http, "eu-west-1", _ => null, TimeProvider.System)).FindAsync("My-Stack", CancellationToken.None);
    }

    private sealed class FakeAws(Func<(string Path, string Body), string> answer, HttpStatusCode status) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.NonValidated["Authorization"].ToString().Should().StartWith("AWS4-HMAC-SHA256 ");
            request.RequestUri!.Host.Should().EndWith(".eu-west-1.amazonaws.com");
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(status) { Content = new StringContent(answer((request.RequestUri.AbsolutePath, body))) };
        }
    }
}
