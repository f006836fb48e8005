using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.OpenSearchService;
using Cache = LlmGateway.Constructs.QaCache;

namespace LlmGateway.Constructs.Tests.QaCaches;

public sealed class QaCacheTests
{
    [Fact]
    public void By_default_the_table_costs_nothing_idle_can_be_restored_and_stays()
    {
        var template = StackTemplate.Of(stack => _ = new Cache(stack, "Cache"));
        var table = template.Resource("CacheTable");
        table["Properties"]!.ToJsonString().Should().Be(
            """{"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST","DeletionProtectionEnabled":true,"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"""
            + """ "PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true},"SSESpecification":{"SSEEnabled":true},"TimeToLiveSpecification":{"AttributeName":"expires_at","Enabled":true}}""".TrimStart());
        ((string)table["DeletionPolicy"]!).Should().Be("Retain");
        template.Resources.Should().ContainSingle();
    }

    [Fact]
    public void Destroying_takes_deletion_protection_off_as_well()
    {
        var table = StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps { RemovalPolicy = RemovalPolicy.DESTROY })).Resource("CacheTable");
        ((string)table["DeletionPolicy"]!).Should().Be("Delete");
        ((bool)table["Properties"]!["DeletionProtectionEnabled"]!).Should().BeFalse();
    }

    [Fact]
    public void A_customers_key_encrypts_the_table_and_the_handler_may_use_it_through_DynamoDB()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with { Cache = new Cache(stack, "Cache", new QaCacheProps { EncryptionKey = new Key(stack, "Kms") }) });
        Cfn.Text(template.Properties("CacheTable")["SSESpecification"]!["KMSMasterKeyId"]!).Should().Be("${Kms.Arn}");
        template.HandlerPermissions.Should().Contain("Allow dynamodb:BatchGetItem, dynamodb:PutItem, dynamodb:UpdateItem on ${CacheTable.Arn}").And
            .Contain("Allow kms:Decrypt, kms:DescribeKey, kms:Encrypt, kms:GenerateDataKey, kms:ReEncryptFrom, kms:ReEncryptTo on ${Kms.Arn}");
    }

    [Fact]
    public void The_table_can_be_configured_but_not_against_the_handler()
    {
        var table = StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps { ConfigureTable = table => table.TableClass = TableClass.STANDARD_INFREQUENT_ACCESS })).Properties("CacheTable");
        ((string)table["TableClass"]!).Should().Be("STANDARD_INFREQUENT_ACCESS");

        var wrong = () => StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps
        {
            ConfigureTable = table => (table.SortKey, table.TimeToLiveAttribute) = (new Amazon.CDK.AWS.DynamoDB.Attribute { Name = "sk", Type = AttributeType.STRING }, "ttl"),
        }));
        wrong.Should().Throw<InvalidPropsException>().WithMessage("""
            QaCache 'Test/Cache' has 2 mistakes in its props:
            - ConfigureTable changes the table's key. Leave it at the string 'pk' alone: the handler reads and writes by it.
            - ConfigureTable changes the attribute of the time to live. Leave it at 'expires_at': the handler writes it; set AnswerRules.TimeToLive for the time itself.
            """.ReplaceLineEndings("\n"));
    }

    private static AnswerRules Wrong => new()
    {
        TimeToLive = Duration.Millis(900), Normalization = null!, KeyedBy = null!, CountHits = 1.5, WaitForSame = Duration.Minutes(2), StaleWhileRenewing = Duration.Millis(1),
    };

    [Fact]
    public void Wrong_rules_are_all_named()
    {
        var wrong = () => StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps { Answers = Wrong }));
        wrong.Should().Throw<InvalidPropsException>().WithMessage("""
            QaCache 'Test/Cache' has 6 mistakes in its props:
            - Answers.TimeToLive is less than a second, so no answer would ever be found. Use a second or more, or leave the cache out.
            - Answers.Normalization is null. Use an empty list to switch every rule off.
            - Answers.KeyedBy is null. Use an empty list to go by the question alone.
            - Answers.CountHits is 1.5. Use a part of all hits, from 0 to 1.
            - Answers.WaitForSame is 2 minutes. A minute is the most: longer than that the model should be asked.
            - Answers.StaleWhileRenewing is less than a second. Use a second or more, or null for none.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_table_that_exists_is_used_as_it_is()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Cache = Cache.FromTable(stack, "Cache", Table.FromTableName(stack, "Table", "answers"), new AnswerRules { Scope = CacheScope.Shared, TimeToLive = null, Normalization = [NormalizationRule.Spaces, NormalizationRule.Case] }),
        });
        template.All("AWS::DynamoDB::Table").Should().BeEmpty();
        template.HandlerPermissions.Should().Contain("Allow dynamodb:BatchGetItem, dynamodb:PutItem, dynamodb:UpdateItem on arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/answers");
        template.Config.Should().Contain("""{"table":"answers","scope":"shared","normalize":["case","spaces"],"waitSeconds":15,"countHits":0.05}""");
    }

    [Fact]
    public void The_handler_is_told_the_rules() =>
        StackTemplate.OfGateway(stack => Fakes.Props with { Cache = new Cache(stack, "Cache") })
            .Config.Should().Contain("""{"table":"${CacheTable}","scope":"identity","ttlSeconds":2592000,"waitSeconds":15,"countHits":0.05}""");

    [Fact]
    public void Every_rule_reaches_the_handler() =>
        StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Cache = new Cache(stack, "Cache", new QaCacheProps
            {
                Answers = new AnswerRules
                {
                    KeyedBy = [KeyPart.Parameters, KeyPart.SystemPrompt], Imported = false, Conversations = true, WaitForSame = Duration.Seconds(3),
                    StaleWhileRenewing = Duration.Hours(1), CountHits = 0,
                },
            }),
        }).Config.Should().Contain(
            """{"table":"${CacheTable}","scope":"identity","ttlSeconds":2592000,"keyedBy":["system","parameters"],"imported":false,"conversations":true,"waitSeconds":3,"staleSeconds":3600}""");

    [Fact]
    public void Questions_in_other_words_take_the_embedding_model_and_nothing_else()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Cache = new Cache(stack, "Cache", new QaCacheProps
            {
                Answers = new AnswerRules
                {
                    Imported = false, WaitForSame = null, CountHits = 0,
                    Semantic = new SemanticMatch(BedrockModel.Of("amazon.titan-embed-text-v2:0"), 0.9, SemanticStore.InTable(500, Duration.Seconds(30))) { Dimensions = 256 },
                },
            }),
        });

        template.Config.Should().Contain(""""near":{"model":{"alias":"amazon.titan-embed-text-v2:0","upstream":"bedrock","model":"amazon.titan-embed-text-v2:0"},"dimensions":256,"threshold":0.9,"mostQuestions":500,"refreshSeconds":30}}"""");
        template.HandlerPermissions.Should().Contain("Allow dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:PutItem, dynamodb:UpdateItem on ${CacheTable.Arn}")
            .And.Contain("Allow bedrock:InvokeModel on arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/amazon.titan-embed-text-v2:0");
    }

    [Fact]
    public void Vectors_of_questions_are_kept_in_an_index_of_S3_Vectors_and_in_no_other()
    {
        const string index = "arn:aws:s3vectors:eu-west-1:123456789012:bucket/answers/index/questions";
        var template = Matching(_ => SemanticStore.InS3Vectors(index));

        template.Config.Should().Contain($"\"s3Index\":\"{index}\"");
        template.HandlerPermissions.Should().Contain($"Allow s3vectors:DeleteVectors, s3vectors:GetVectors, s3vectors:QueryVectors, s3vectors:PutVectors on {index}");
    }

    [Fact]
    public void Vectors_of_questions_are_kept_in_an_index_of_OpenSearch_and_in_no_other()
    {
        var template = Matching(stack => SemanticStore.InOpenSearch(new Domain(stack, "Search", new DomainProps { Version = EngineVersion.OpenSearch("2.19") }), "questions"));

        template.Config.Should().Contain("\"openSearch\":{\"endpoint\":\"").And.Contain("\"index\":\"questions\"");
        template.HandlerPermissions.Where(line => line.Contains("es:", StringComparison.Ordinal)).Should().Equal(
            "Allow es:ESHttpPost on ${Search.Arn}/questions/_msearch, ${Search.Arn}/questions/_bulk",
            "Allow es:ESHttpPut on ${Search.Arn}/questions",
            "Allow es:ESHttpDelete on ${Search.Arn}/questions/_doc/*");
    }

    [Theory]
    [InlineData("questions", "is no ARN of an S3 Vectors index")]
    [InlineData("arn:aws:s3:::bucket", "is no ARN of an S3 Vectors index")]
    public void What_is_no_index_is_refused(string index, string what)
    {
        var wrong = () => Matching(_ => SemanticStore.InS3Vectors(index));
        wrong.Should().Throw<InvalidPropsException>().WithMessage($"*Answers.Semantic.Store '{index}' {what}*");
        var star = () => Matching(stack => SemanticStore.InOpenSearch(new Domain(stack, "Search", new DomainProps { Version = EngineVersion.OpenSearch("2.19") }), "*"));
        star.Should().Throw<InvalidPropsException>().WithMessage("*has the index '*', which is no name of one*");
    }

    private static StackTemplate Matching(Func<Stack, SemanticStore> store) => StackTemplate.OfGateway(stack => Fakes.Props with
    {
        Cache = new Cache(stack, "Cache", new QaCacheProps { Answers = new AnswerRules { Semantic = new SemanticMatch(BedrockModel.Of("amazon.titan-embed-text-v2:0"), 0.9, store(stack)) } }),
    });

    [Fact]
    public void Wrong_matches_are_all_named()
    {
        var wrong = () => StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps
        {
            Answers = new AnswerRules { Semantic = new SemanticMatch(BedrockModel.Of("amazon.nova-lite-v1:0"), 0.3, SemanticStore.InTable(20_000, Duration.Millis(10))) { Dimensions = 0 } },
        }));
        wrong.Should().Throw<InvalidPropsException>().WithMessage("""
            QaCache 'Test/Cache' has 5 mistakes in its props:
            - Answers.Semantic.EmbeddingModel 'amazon.nova-lite-v1:0' makes no vectors. Use one that does, such as amazon.titan-embed-text-v2:0 or cohere.embed-multilingual-v3.
            - Answers.Semantic.Threshold is 0.3. Use more than 0.5, and 1 at most; 0.9 is a careful beginning.
            - Answers.Semantic.Dimensions is 0. Use a length that the model makes, 4096 at most.
            - Answers.Semantic.Store keeps 20000 questions. Use 1 to 10000: a search reads them all; S3 Vectors and OpenSearch keep more.
            - Answers.Semantic.Store refreshes in less than a second. Use a second or more that is known at synth.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Answers_can_be_a_tenants() =>
        StackTemplate.OfGateway(stack => Fakes.Props with { Cache = new Cache(stack, "Cache", new QaCacheProps { Answers = new AnswerRules { Scope = CacheScope.Tenant } }) })
            .Config.Should().Contain("""{"table":"${CacheTable}","scope":"tenant",""");

    [Fact]
    public void Rules_that_do_less_need_less() =>
        StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Cache = new Cache(stack, "Cache", new QaCacheProps { Answers = new AnswerRules { Imported = false, WaitForSame = null, CountHits = 0 } }),
        }).HandlerPermissions.Should().Contain("Allow dynamodb:GetItem, dynamodb:PutItem on ${CacheTable.Arn}");

    [Fact]
    public void Reading_is_granted_without_writing() =>
        Iam.Lines(StackTemplate.Of(stack =>
        {
            var role = new Role(stack, "Reader", new RoleProps { AssumedBy = new AccountRootPrincipal() });
            new Cache(stack, "Cache").GrantRead(role).AssertSuccess();
        }).Properties("ReaderDefaultPolicy")["PolicyDocument"]!).Should().Equal("Allow dynamodb:BatchGetItem on ${CacheTable.Arn}");

    [Fact]
    public void Metrics_are_the_tables()
    {
        StackTemplate.Of(stack =>
        {
            var cache = new Cache(stack, "Cache");
            cache.MetricReads().MetricName.Should().Be("ConsumedReadCapacityUnits");
            cache.MetricWrites().MetricName.Should().Be("ConsumedWriteCapacityUnits");
        });
    }

    [Fact]
    public void A_seed_is_imported_by_the_handler_which_may_do_that_and_no_more()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("seed-").FullName, "faq.csv");
        File.WriteAllText(file, "question,answer\nWhy?,Because.\n");
        var template = StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps { Seed = QaSeed.FromFile(file), EncryptionKey = new Key(stack, "Kms") }));

        var seed = template.Only("Custom::LlmGatewayAnswers");
        Cfn.Text(seed["ServiceToken"]!).Should().Be("${CacheSeedHandler.Arn}");
        Cfn.Text(seed["File"]!).Should().Be("faq.csv");
        Cfn.Text(seed["Key"]!).Should().EndWith(".csv");
        Cfn.Text(seed["Cache"]!).Should().Be("""{"table":"${CacheTable}","scope":"identity","ttlSeconds":2592000,"waitSeconds":15,"countHits":0.05}""");
        Iam.Lines(template.Properties("CacheSeedRoleDefaultPolicy")["PolicyDocument"]!).Should().HaveCount(4).And
            .Contain("Allow dynamodb:BatchWriteItem on ${CacheTable.Arn}").And
            .Contain(line => line.StartsWith("Allow s3:GetObject on arn:", StringComparison.Ordinal) && line.EndsWith(".csv", StringComparison.Ordinal));
        template.Resource("CacheSeed")["DependsOn"]!.AsArray().Select(id => (string)id!).Should().Contain(id => id.StartsWith("CacheSeedRoleDefaultPolicy", StringComparison.Ordinal));
    }

    [Fact]
    public void A_seed_may_make_vectors_where_questions_are_found_in_other_words()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "seed-in-other-words.csv");
        File.WriteAllText(file, "question,answer\nWhy?,Because.\n");
        var template = StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps
        {
            Seed = QaSeed.FromFile(file), Answers = new AnswerRules { Semantic = new SemanticMatch(BedrockModel.Of("amazon.titan-embed-text-v2:0"), 0.9) },
        }));

        Cfn.Text(template.Only("Custom::LlmGatewayAnswers")["Cache"]!).Should().Contain("\"near\":{");
        Iam.Lines(template.Properties("CacheSeedRoleDefaultPolicy")["PolicyDocument"]!).Should()
            .Contain("Allow bedrock:InvokeModel on arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/amazon.titan-embed-text-v2:0").And
            .Contain("Allow dynamodb:BatchGetItem, dynamodb:PutItem, dynamodb:UpdateItem on ${CacheTable.Arn}");
    }

    [Fact]
    public void A_seed_that_is_not_there_is_named()
    {
        var wrong = () => StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps { Seed = QaSeed.FromFile("/nowhere/faq.xlsx") }));
        wrong.Should().Throw<InvalidPropsException>().WithMessage($"""
            QaCache 'Test/Cache' has 2 mistakes in its props:
            - Seed is the file /nowhere/faq.xlsx, which does not exist. The path is taken from {Directory.GetCurrentDirectory()}; name it absolutely, or from there.
            - Seed is the file /nowhere/faq.xlsx. Use one of .csv, .json, .jsonl, .ndjson.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Millions_are_imported_by_DynamoDB_itself()
    {
        var table = StackTemplate.Of(stack => _ = new Cache(stack, "Cache", new QaCacheProps
        {
            ImportFromS3 = new S3Import { Bucket = Amazon.CDK.AWS.S3.Bucket.FromBucketName(stack, "Answers", "answers"), KeyPrefix = "2026/", Compression = InputCompressionType.GZIP },
        })).Properties("CacheTable");
        table["ImportSourceSpecification"]!.ToJsonString().Should().Be("""{"InputCompressionType":"GZIP","InputFormat":"DYNAMODB_JSON","S3BucketSource":{"S3Bucket":"answers","S3KeyPrefix":"2026/"}}""");
    }
}
