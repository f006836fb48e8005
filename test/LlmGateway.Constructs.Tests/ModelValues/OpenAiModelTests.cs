using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.SSM;

namespace LlmGateway.Constructs.Tests.ModelValues;

public sealed class OpenAiModelTests
{
    [Fact]
    public void A_secret_of_the_stack_is_read_by_its_exact_arn() =>
        Permissions(stack => OpenAiModel.Of("gpt-4o-mini", new Secret(stack, "Key"))).Should().Equal("Allow secretsmanager:GetSecretValue on ${Key}");

    [Fact]
    public void A_secret_of_another_stack_is_read_by_its_full_arn() =>
        Permissions(stack => OpenAiModel.Of("gpt-4o-mini", Secret.FromSecretCompleteArn(stack, "Key", "arn:aws:secretsmanager:us-east-1:111122223333:secret:openai-AbCdEf")))
            .Should().Equal("Allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:111122223333:secret:openai-AbCdEf");

    [Fact]
    public void A_secret_known_by_name_leaves_open_no_more_than_its_suffix() =>
        Permissions(stack => OpenAiModel.Of("gpt-4o-mini", Secret.FromSecretNameV2(stack, "Key", "openai")))
            .Should().Equal("Allow secretsmanager:GetSecretValue on arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:openai-??????");

    [Fact]
    public void A_secrets_own_key_decrypts_it() =>
        Permissions(stack => OpenAiModel.Of("gpt-4o-mini", new Secret(stack, "Key", new SecretProps { EncryptionKey = new Key(stack, "Kms") })))
            .Should().Equal("Allow secretsmanager:GetSecretValue on ${Key}", "Allow kms:Decrypt on ${Kms.Arn}");

    [Fact]
    public void A_parameter_is_read_by_its_exact_arn_with_its_key() =>
        Permissions(stack => OpenAiCompatible.At("https://models.example.com/v1", "llama") with
        {
            Key = UpstreamKey.FromParameter(
                StringParameter.FromSecureStringParameterAttributes(stack, "Parameter", new SecureStringParameterAttributes { ParameterName = "/llm/key" }), new Key(stack, "Kms")),
        }).Should().Equal("Allow ssm:GetParameters on arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/llm/key", "Allow kms:Decrypt on ${Kms.Arn}");

    [Fact]
    public void A_server_without_a_key_needs_no_permission() =>
        Permissions(_ => OpenAiCompatible.At("http://10.0.1.7:8000/v1", "llama")).Should().BeEmpty();

    [Fact]
    public void The_handler_is_told_where_the_key_is_never_what_it_is()
    {
        var config = Config(stack => [
            OpenAiModel.Of("gpt-4o-mini", new Secret(stack, "Key"), "openai") with { Alias = "gpt" },
            OpenAiCompatible.At("http://10.0.1.7:8000/v1/", "llama") with { Key = UpstreamKey.FromParameter(new StringParameter(stack, "Parameter", new StringParameterProps { StringValue = "x" })) }]);
        config.Should().Be(
            """[{"alias":"gpt","upstream":"openai","model":"gpt-4o-mini","endpoint":"https://api.openai.com/v1","credential":{"secretArn":"${Key}","field":"openai"}},"""
            + """{"alias":"llama","upstream":"openai","model":"llama","endpoint":"http://10.0.1.7:8000/v1","credential":{"parameter":"${Parameter}"}}]""");
    }

    [Fact]
    public void Anthropics_own_API_is_called_with_its_key()
    {
        Permissions(stack => AnthropicModel.Of("claude-haiku-4-5", new Secret(stack, "Key"))).Should().Equal("Allow secretsmanager:GetSecretValue on ${Key}");
        Config(stack => [AnthropicModel.Of("claude-haiku-4-5", new Secret(stack, "Key"), "anthropic") with { Alias = "claude" }]).Should().Be(
            """[{"alias":"claude","upstream":"anthropic","model":"claude-haiku-4-5","endpoint":"https://api.anthropic.com/v1","credential":{"secretArn":"${Key}","field":"anthropic"}}]""");
    }

    private static IEnumerable<string> Permissions(Func<Stack, Model> model) =>
        StackTemplate.OfGateway(stack => new LlmRestGatewayProps { Models = [model(stack)] }).HandlerPermissions.Skip(1);

    private static string Config(Func<Stack, IReadOnlyList<Model>> models)
    {
        var template = StackTemplate.OfGateway(stack => new LlmRestGatewayProps { Models = models(stack) });
        var variable = template.Only("AWS::Lambda::Function")["Environment"]!["Variables"]!["LLM_GATEWAY_CONFIG"]!;
        return JsonSerializer.Serialize(JsonDocument.Parse(Cfn.Text(variable)).RootElement.GetProperty("models"));
    }
}
