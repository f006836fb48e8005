using System.Text.Json;
using CsCheck;
using Amazon.CDK.AWS.SecretsManager;
using LlmGateway.Shared;

namespace LlmGateway.Constructs.Tests.RestGateways;

/// <summary>Where the handler's document goes when the environment is too small for it.</summary>
public sealed class ConfigurationTests
{
    private static StackTemplate Large => StackTemplate.OfGateway(stack => new LlmRestGatewayProps
    {
        Models = [.. Enumerable.Range(0, 60).Select(i => OpenAiModel.Of($"model-with-a-long-name-{i}", new Secret(stack, $"Key{i}")) with { Alias = $"alias {i}".Replace(' ', '-'), Price = new ModelPrice(i, i) })],
    });

    [Fact]
    public void A_large_document_goes_into_parameters_in_order_and_comes_out_whole()
    {
        var template = Large;
        template.Variables.ContainsKey("LLM_GATEWAY_CONFIG").Should().BeFalse();
        var names = Cfn.Text(template.Variables["LLM_GATEWAY_CONFIG_PARAMETERS"]!).Split(',');
        names.Should().HaveCountGreaterThan(2).And.Equal(Enumerable.Range(0, names.Length).Select(i => $"${{GatewayConfig{i}}}"));
        var pieces = names.Select((_, i) => Cfn.Text(template.Properties($"GatewayConfig{i}")["Value"]!)).ToList();
        var document = JsonSerializer.Deserialize(string.Concat(pieces), GatewayDocumentJson.Default.GatewayDocument)!;
        document.Models.Should().HaveCount(60);
        document.Models[59].Credential!.SecretArn.Should().Be("${Key59}");
        pieces.Should().OnlyContain(piece => piece.Trim() == piece, "Systems Manager may trim values");
    }

    [Fact]
    public void Each_parameter_stays_under_4_KB_when_its_references_have_become_ARNs()
    {
        const string arn = "arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:a-secret-with-quite-a-long-name-as-teams-like-to-have-them-AbCdEf";
        var template = Large;
        template.All("AWS::SSM::Parameter").Should().OnlyContain(parameter =>
            System.Text.RegularExpressions.Regex.Replace(Cfn.Text(parameter["Value"]!), @"\$\{[^}]*\}", arn).Length <= 4096);
    }

    [Fact]
    public void The_handler_may_read_exactly_its_parameters()
    {
        var template = StackTemplate.OfGateway(_ => new LlmRestGatewayProps { Models = [.. Enumerable.Range(0, 60).Select(i => OpenAiCompatible.At($"http://server-{i}.a-long-domain.example.com:8000/v1", $"model-{i}"))] });
        template.HandlerPermissions.Where(line => line.Contains("ssm:")).Should().BeEquivalentTo(Enumerable.Range(0, template.All("AWS::SSM::Parameter").Count)
            .Select(i => $"Allow ssm:GetParameters on arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter/${{GatewayConfig{i}}}"));
    }

    [Fact]
    public void Any_document_comes_apart_and_together_again() =>
        Gen.String[0, 400].List[1, 60].Sample(aliases =>
        {
            var document = new GatewayDocument
            {
                Name = "g",
                Models = [.. aliases.Select(alias => new ModelDocument { Alias = alias, Upstream = "openai", Model = "m", Endpoint = "${Token[TOKEN.42]}/v1" })],
            };
            var json = JsonSerializer.Serialize(document, GatewayDocumentJson.Default.GatewayDocument);
            var pieces = HandlerConfiguration.Pieces(json).ToList();
            return string.Concat(pieces) == json && pieces.All(piece => HandlerConfiguration.ResolvedLength(piece) <= 4096 && piece.Trim() == piece);
        }, iter: 200);
}
