using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Tool.Tests.Asking;
using LlmGateway.Tool.Tests.Serve;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Tool.Tests.Doctor;

/// <summary><c>llm-gateway doctor</c>, before an AWS that answers as the test says, and a gateway.</summary>
public sealed class DoctorTests(AskingCli cli) : IClassFixture<AskingCli>, IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, (int Status, string Body)> _answers = new();
    private WebApplication _aws = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _aws = builder.Build();
        _aws.Run(AnswerAsync);
        await _aws.StartAsync();
        _answers["GetCallerIdentity"] = (200, "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ada</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>");
        _answers["ListStackResources"] = (200, """
            <ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult><StackResourceSummaries>
            <member><ResourceType>AWS::Lambda::Function</ResourceType><PhysicalResourceId>gateway</PhysicalResourceId></member>
            </StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>
            """);
        _answers["DescribeStacks"] = (200, $"""
            <DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><Outputs>
            <member><OutputKey>Url</OutputKey><OutputValue>{cli.Gateway.Endpoint}</OutputValue></member>
            </Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>
            """);
        _answers["/2015-03-31/functions/gateway/configuration"] = (200, """
            {"Environment":{"Variables":{"LLM_GATEWAY_CONFIG":"{\"name\":\"g\",\"models\":[{\"alias\":\"a\",\"upstream\":\"bedrock\",\"model\":\"m-1\"},{\"alias\":\"b\",\"upstream\":\"openai\",\"model\":\"gpt\",\"endpoint\":\"https://x/v1\"}],\"cache\":{\"table\":\"t-1\",\"scope\":\"shared\"}}"}}}
            """);
        _answers["/model/m-1/converse"] = (200, "{}");
    }

    public async Task DisposeAsync() => await _aws.DisposeAsync();

    [Fact]
    public async Task A_gateway_that_is_well_is_told_line_by_line()
    {
        var result = await RunAsync("--stack", "MyGateway");

        result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "ok   region: eu-west-1.",
            "ok   credentials: arn:aws:iam::123456789012:user/ada.",
            "ok   stack: MyGateway has the gateway g (2 models, answers in t-1).",
            "ok   model m-1: answers in eu-west-1.",
            "skip model gpt: is asked at https://x/v1, by the gateway alone.",
            $"ok   stack outputs: {cli.Gateway.Endpoint}.",
            $"ok   gateway health: {cli.Gateway.Endpoint}health answers.",
            "ok   gateway access: an API key may use quick, stall, org/model:1, length.");
        result.ExitCode.Should().Be(0, result.StandardError);
    }

    [Theory]
    [InlineData("/model/m-1/converse", 403, """{"__type":"AccessDeniedException","message":"You don't have access to the model with the specified model ID."}""", "model m-1", "Ask for access to it in Amazon Bedrock's console in eu-west-1")]
    [InlineData("/model/m-1/converse", 403, """{"__type":"AccessDeniedException","message":"User: ada is not authorized to perform: bedrock:InvokeModel"}""", "model m-1", "bedrock:InvokeModel")]
    [InlineData("/model/m-1/converse", 400, """{"__type":"ValidationException","message":"Invocation of model ID m-1 with on-demand throughput isn’t supported."}""", "model m-1", "such as eu.m-1")]
    [InlineData("/model/m-1/converse", 400, """{"__type":"ValidationException","message":"The provided model identifier is invalid."}""", "model m-1", "spelling")]
    [InlineData("GetCallerIdentity", 403, "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>", "credentials", "aws sso login")]
    [InlineData("ListStackResources", 400, "<ErrorResponse><Error><Message>Stack with id MyGateway does not exist</Message></Error></ErrorResponse>", "stack", "cdk deploy")]
    [InlineData("DescribeStacks", 200, "<DescribeStacksResponse xmlns=\"http://cloudformation.amazonaws.com/doc/2010-05-15/\"/>", "stack outputs", "CfnOutput")]
    public async Task What_is_wrong_is_told_with_what_to_do(string what, int status, string body, string check, string remedy)
    {
        _answers[what] = (status, body);

        var result = await RunAsync("--stack", "MyGateway", "--json");

        var report = JsonNode.Parse(result.StandardOutput)!;
        report["ok"]!.GetValue<bool>().Should().BeFalse();
        var failed = report["checks"]!.AsArray().Where(finding => finding!["verdict"]!.GetValue<string>() == "fail").ToList();
        failed.Should().ContainSingle(finding => finding!["check"]!.GetValue<string>() == check && finding["remedy"]!.GetValue<string>().Contains(remedy), result.StandardOutput);
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task A_caller_whom_the_gateway_does_not_know_is_told_how_to_sign_in()
    {
        var result = await RunAsync("--url", cli.Gateway.Endpoint.ToString(), "--api-key", "a-key-that-opens-nothing");

        result.StandardOutput.Should().Contain("fail gateway access").And.Contain("Sign in with llm-gateway login").And.NotContain("a-key-that-opens-nothing");
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_told()
    {
        var result = await RunAsync("--url", "http://127.0.0.1:1/");

        result.StandardOutput.Should().Contain("fail gateway health: http://127.0.0.1:1/health can't be reached");
        result.ExitCode.Should().Be(1);
    }

    private Task<BufferedCommandResult> RunAsync(params string[] arguments) => cli.Bare(["doctor", .. arguments, "--region", "eu-west-1", "--endpoint-url", _aws.Urls.Single()])
        .WithEnvironmentVariables(variables => variables.Set("AWS_ACCESS_KEY_ID", "key").Set("AWS_SECRET_ACCESS_KEY", "secret").Set("LLM_GATEWAY_API_KEY", ServedGateway.Key)).ExecuteBufferedAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["Action"].ToString() : null;
        var (status, body) = _answers.GetValueOrDefault(form ?? context.Request.Path.Value!, (404, "{}"));
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }
}
