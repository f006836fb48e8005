using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.OpenSearchServerless;
using Amazon.CDK.AWS.OpenSearchService;

namespace LlmGateway.Constructs.Tests.KnowledgeSources;

/// <summary>Knowledge that is searched: what the function is told, and what it may.</summary>
public sealed class SearchedKnowledgeTests
{
    private const string TitanArn = "arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/amazon.titan-embed-text-v2:0";

    private static readonly BedrockModel Titan = BedrockModel.Of("amazon.titan-embed-text-v2:0");
    private static readonly ScopeAccess[] All = [ScopeAccess.ForEveryone("*")];

    [Fact]
    public void A_domain_is_searched_in_one_index_by_one_model()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with { Knowledge = [Knowledge.FromOpenSearch(new Domain(stack, "Domain", new DomainProps { Version = EngineVersion.OPENSEARCH_2_13 }), "notes", Titan) with { Scopes = All }] });

        template.HandlerPermissions.Should().Contain(["Allow es:ESHttpPost on ${Domain.Arn}/notes/_msearch", $"Allow bedrock:InvokeModel on {TitanArn}"]);
        template.Config.Should().Contain("\"vectors\":{\"openSearch\":{\"endpoint\":\"${Domain.DomainEndpoint}\",\"index\":\"notes\"},\"embedding\":{\"alias\":\"amazon.titan-embed-text-v2:0\",\"upstream\":\"bedrock\",\"model\":\"amazon.titan-embed-text-v2:0\"},"
            + "\"fields\":{\"text\":\"text\",\"vector\":\"vector\",\"title\":\"title\",\"uri\":\"uri\",\"scope\":\"node_id\"}}");
    }

    [Fact]
    public void A_collection_lets_the_function_in_and_its_own_policy_says_to_what()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Knowledge = [Knowledge.FromOpenSearch(new CfnCollection(stack, "Notes", new CfnCollectionProps { Name = "notes" }), "notes", Titan) with { Scopes = All, ScopeField = null, VectorField = "v", TextField = "t", TitleField = "h", UriField = "u", Dimensions = 512 }],
        });

        template.HandlerPermissions.Should().Contain("Allow aoss:APIAccessAll on ${Notes.Arn}");
        template.Config.Should().Contain("\"openSearch\":{\"endpoint\":\"${Notes.CollectionEndpoint}\",\"index\":\"notes\",\"serverless\":true}").And.Contain("\"dimensions\":512,\"fields\":{\"text\":\"t\",\"vector\":\"v\",\"title\":\"h\",\"uri\":\"u\"}}");
    }

    [Fact]
    public void An_S3_Vectors_index_is_queried_and_its_metadata_read()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Knowledge =
            [
                Knowledge.FromS3Vectors(new CfnResource(stack, "Index", new CfnResourceProps { Type = "AWS::S3Vectors::Index" }), Titan) with { Scopes = All },
                Knowledge.FromS3Vectors("arn:aws:s3vectors:eu-west-1:111122223333:bucket/b/index/i", Titan) with { Scopes = All, Alias = "other" },
            ],
        });

        template.HandlerPermissions.Should().Contain("Allow s3vectors:GetVectors, s3vectors:QueryVectors on ${Index.IndexArn}")
            .And.Contain("Allow s3vectors:GetVectors, s3vectors:QueryVectors on arn:aws:s3vectors:eu-west-1:111122223333:bucket/b/index/i");
        template.Config.Should().Contain("\"vectors\":{\"s3Index\":\"${Index.IndexArn}\"");
    }

    [Fact]
    public void A_knowledge_base_and_a_function_are_asked_and_nothing_else()
    {
        var template = StackTemplate.OfGateway(stack =>
        {
            var finder = new Function(stack, "Finder", new FunctionProps { Runtime = Runtime.NODEJS_20_X, Handler = "index.handler", Code = Code.FromInline("x") });
            return Fakes.Props with { Knowledge = [Knowledge.FromBedrockKnowledgeBase("ABCDE12345") with { Scopes = All }, Knowledge.FromFunction(finder) with { Scopes = All, Scoped = false }] };
        });

        template.HandlerPermissions.Should().Contain(["Allow bedrock:Retrieve on arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:knowledge-base/ABCDE12345", "Allow lambda:InvokeFunction on ${Finder.Arn}"]);
        template.Config.Should().Contain("\"knowledgeBase\":{\"id\":\"ABCDE12345\",\"scopeField\":\"node_id\"}").And.Contain("\"function\":{\"arn\":\"${Finder.Arn}\",\"unscoped\":true}");
    }

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        var build = () => StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Knowledge =
            [
                Knowledge.FromOpenSearch(new Domain(stack, "Domain", new DomainProps { Version = EngineVersion.OPENSEARCH_2_13 }), "notes,*", Fakes.Nova) with { Scopes = All, Dimensions = 0, ScopeField = " ", TextField = "", VectorField = "" },
                Knowledge.FromS3Vectors("arn:aws:s3:::bucket", Titan) with { Scopes = All },
                Knowledge.FromBedrockKnowledgeBase("arn:x") with { Scopes = All, ScopeField = "" },
            ],
        });

        build.Should().Throw<InvalidPropsException>().Which.Mistakes.Should().Equal(
            "Knowledge[0].EmbeddingModel is 'amazon.nova-lite-v1:0', which makes no vectors. Use a model such as \"amazon.titan-embed-text-v2:0\", the one that made the passages' vectors.",
            "Knowledge[0].Dimensions is 0. Use 1 to 4096, as the index has it.",
            "Knowledge[0].ScopeField is blank. Name the field, or say null where passages belong to no scope.",
            "Knowledge[0].TextField is blank. Name the field that holds the passage.",
            "Knowledge[0] has the index 'notes,*', which is no name of one. Use lower-case letters, digits, '-', '_' and '.', beginning with a letter or digit.",
            "Knowledge[0].VectorField is blank. Name the field that holds the vector.",
            "Knowledge[1] 'arn:aws:s3:::bucket' is no ARN of an S3 Vectors index. Use arn:aws:s3vectors:REGION:ACCOUNT:bucket/BUCKET/index/INDEX.",
            "Knowledge[2] 'arn:x' is no id of a knowledge base. Use the id that Bedrock shows, such as \"ABCDE12345\".",
            "Knowledge[2].ScopeField is blank. Name the attribute, or say null where passages belong to no scope.");
    }
}
