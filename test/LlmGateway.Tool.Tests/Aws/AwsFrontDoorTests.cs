using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Tests.Aws;

public sealed class AwsFrontDoorTests
{
    private const string SecretArn = $"arn:aws:secretsmanager:us-east-1:{LocalAws.Account}:secret:openai-AbCdEf";
    private const string ParameterArn = $"arn:aws:ssm:us-east-1:{LocalAws.Account}:parameter";
    private const string Question = """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""";

    private static readonly LocalSecret Secret = new(SecretArn, "openai", "sk-secret");
    private static readonly LocalParameter Plain = new("/gateway/part1", $"{ParameterArn}/gateway/part1", "String", "one");
    private static readonly LocalParameter Secure = new("key", $"{ParameterArn}/key", "SecureString", "sk-parameter");

    [Fact]
    public async Task Parameters_are_read_as_permitted()
    {
        await using var aws = await StartAsync($$"""{"Effect":"Allow","Action":"ssm:GetParameters","Resource":["{{ParameterArn}}/gateway/*","{{ParameterArn}}/key"]}""");
        using var client = Client(aws);
        var (status, body) = await client.PostAsync("ssm", "/", """{"Names":["/gateway/part1","key","/gateway/none"],"WithDecryption":true}""", "AmazonSSM.GetParameters");
        status.Should().Be(200);
        var answer = JsonNode.Parse(body)!;
        answer["Parameters"]!.AsArray().Select(parameter => parameter!["Value"]!.GetValue<string>()).Should().Equal("one", "sk-parameter");
        answer["InvalidParameters"]!.AsArray().Select(name => name!.GetValue<string>()).Should().Equal("/gateway/none");

        (_, body) = await client.PostAsync("ssm", "/", """{"Names":["key"]}""", "AmazonSSM.GetParameters");
        body.Should().NotContain("sk-parameter", "it was not to be decrypted");
        (status, body) = await client.PostAsync("ssm", "/", """{"Names":["/other"]}""", "AmazonSSM.GetParameters");
        ShouldBeDenied(status, 400, body, "ssm:GetParameters", $"{ParameterArn}/other");
        (status, body) = await client.PostAsync("ssm", "/", """{"Name":"key"}""", "AmazonSSM.GetParameter");
        ShouldBeDenied(status, 400, body, "ssm:GetParameter", $"{ParameterArn}/key");
    }

    [Theory]
    [InlineData(SecretArn)]
    [InlineData("openai")]
    [InlineData($"arn:aws:secretsmanager:us-east-1:{LocalAws.Account}:secret:openai")]
    public async Task Secrets_are_read_as_permitted(string id)
    {
        await using var aws = await StartAsync($$"""{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"{{SecretArn}}"}""");
        using var client = Client(aws);
        var (status, body) = await client.PostAsync("secretsmanager", "/", $$"""{"SecretId":"{{id}}"}""", "secretsmanager.GetSecretValue");
        status.Should().Be(200);
        JsonNode.Parse(body)!["SecretString"]!.GetValue<string>().Should().Be("sk-secret");
        (status, body) = await client.PostAsync("secretsmanager", "/", """{"SecretId":"other"}""", "secretsmanager.GetSecretValue");
        ShouldBeDenied(status, 400, body, "secretsmanager:GetSecretValue", $"arn:aws:secretsmanager:us-east-1:{LocalAws.Account}:secret:other");
    }

    [Fact]
    public async Task Everybody_may_ask_who_he_is()
    {
        await using var aws = await StartAsync();
        using var client = Client(aws);
        var (status, body) = await client.PostAsync("sts", "/", "Action=GetCallerIdentity&Version=2011-06-15");
        status.Should().Be(200);
        body.Should().Contain($"<Arn>arn:aws:sts::{LocalAws.Account}:assumed-role/handler/session</Arn>");
    }

    [Fact]
    public async Task A_service_that_is_not_there_says_so()
    {
        await using var aws = await StartAsync();
        using var client = Client(aws);
        var (status, body) = await client.PostAsync("sqs", "/", "{}", "AmazonSQS.SendMessage");
        status.Should().Be(400);
        JsonNode.Parse(body)!["__type"]!.GetValue<string>().Should().Be("UnknownOperationException");
        body.Should().Contain("sqs");
        (status, body) = await client.PostAsync("ssm", "/", "{}", "AmazonSSM.PutParameter");
        status.Should().Be(400);
        body.Should().Contain("UnknownOperationException").And.Contain("PutParameter");
    }

    [Fact]
    public async Task An_unsigned_call_is_refused_in_the_form_of_its_service()
    {
        await using var aws = await StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(aws.Url)) { Content = new StringContent("{}") };
        request.Headers.Add("X-Amz-Target", "DynamoDB_20120810.ListTables");
        using var response = await http.SendAsync(request);
        ((int)response.StatusCode).Should().Be(400);
        (await response.Content.ReadAsStringAsync()).Should().Contain("com.amazon.coral.service#MissingAuthenticationTokenException");
    }

    [Theory]
    [InlineData("converse", "bedrock:InvokeModel")]
    [InlineData("converse-stream", "bedrock:InvokeModelWithResponseStream")]
    [InlineData("count-tokens", "bedrock:CountTokens")]
    public async Task A_model_needs_the_action_on_its_ARN(string operation, string action)
    {
        await using var aws = await StartAsync();
        using var client = Client(aws);
        var (status, body) = await client.PostAsync(
            "bedrock", $"/model/anthropic.claude-v1%3A0/{operation}", Question, signedPath: $"/model/anthropic.claude-v1%253A0/{operation}");
        ShouldBeDenied(status, 403, body, action, "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v1:0");
    }

    [Fact]
    public async Task A_profile_needs_itself_and_the_model_in_every_region_that_it_reaches()
    {
        const string model = "anthropic.claude-haiku-4-5-20251001-v1:0";
        var profile = $"arn:aws:bedrock:us-east-1:{LocalAws.Account}:inference-profile/us.{model}";
        var resources = new[] { profile }.Concat(new[] { "us-east-1", "us-east-2", "us-west-2" }.Select(region => $"arn:aws:bedrock:{region}::foundation-model/{model}")).ToList();
        for (var missing = 0; missing <= resources.Count; missing++)
        {
            var granted = resources.Where((_, index) => index != missing).ToList();
            await using var aws = await StartAsync(
                $$"""{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":{{new JsonArray([.. granted.Select(arn => JsonValue.Create(arn))]).ToJsonString()}}}""");
            using var client = Client(aws);
            var (status, body) = await client.PostAsync("bedrock", $"/model/us.{model.Replace(":", "%3A", StringComparison.Ordinal)}/converse", Question,
                signedPath: $"/model/us.{model.Replace(":", "%253A", StringComparison.Ordinal)}/converse");
            if (missing == resources.Count) status.Should().Be(200, body);
            else ShouldBeDenied(status, 403, body, "bedrock:InvokeModel", resources[missing]);
        }
    }

    [Fact]
    public async Task A_model_may_be_limited_to_its_profile()
    {
        await using var aws = await StartAsync(
            """{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"arn:aws:bedrock:*:*:inference-profile/eu.*"}""",
            """{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"arn:aws:bedrock:*::foundation-model/*","Condition":{"ArnLike":{"bedrock:InferenceProfileArn":"arn:aws:bedrock:*:*:inference-profile/eu.*"} } }""");
        using var client = Client(aws);
        (await client.PostAsync("bedrock", "/model/eu.meta.llama/converse", Question, region: "eu-west-1")).Status.Should().Be(200);
        var (status, body) = await client.PostAsync("bedrock", "/model/meta.llama/converse", Question, region: "eu-west-1");
        ShouldBeDenied(status, 403, body, "bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1::foundation-model/meta.llama");
    }

    [Fact]
    public async Task Every_decision_is_told()
    {
        await using var aws = await StartAsync("""{"Sid":"Models","Effect":"Allow","Action":"bedrock:*","Resource":"*"}""");
        using var client = Client(aws);
        await client.PostAsync("bedrock", "/model/meta.llama/converse", Question);
        aws.Decisions.Should().Equal(new AwsDecision(
            $"arn:aws:sts::{LocalAws.Account}:assumed-role/handler/session", "bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/meta.llama", true, "Models"));
    }

    [Fact]
    public async Task A_policy_that_IAM_would_refuse_stops_the_start()
    {
        var start = () => StartAsync("""{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"StringMatches":{"k":"v"} } }""");
        await start.Should().ThrowAsync<Tool.Local.Iam.PolicyException>().WithMessage("*assumed-role/handler/session, statement 1: IAM knows no condition operator 'StringMatches'.");
    }

    private static Task<LocalAws> StartAsync(params string[] statements) =>
        LocalAws.StartAsync(options => options with { Principals = [LocalAws.Role(statements)], Secrets = [Secret], Parameters = [Plain, Secure] });

    private static AwsClient Client(LocalAws aws) => new(aws.Url, LocalAws.Role());

    private static void ShouldBeDenied(int status, int expected, string body, string action, string resource)
    {
        status.Should().Be(expected, body);
        var error = JsonNode.Parse(body)!;
        error["message"]!.GetValue<string>().Should().Be(
            $"User: arn:aws:sts::{LocalAws.Account}:assumed-role/handler/session is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action");
    }
}
