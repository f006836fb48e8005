using System.CommandLine;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Import;
using LlmGateway.Shared;
using LlmGateway.Tool.Answers;
using LlmGateway.Tool.Import;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>The options that say which store is filled.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string?> _table = new("--table") { Description = "A DynamoDB table: each record becomes an item.", HelpName = "NAME" };
    private readonly AwsOptions _aws = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_table);
        _aws.AddTo(command);
    }

    /// <exception cref="InvalidDataException">No store is named, or several are.</exception>
    /// <exception cref="AwsServiceException">It can't be looked at.</exception>
    public async Task<KnowledgePlace> OpenAsync(ParseResult arguments, PassageSettings settings, bool isDryRun, CancellationToken cancellationToken)
    {
        var table = arguments.GetValue(_table) ?? throw new InvalidDataException("Name the table with --table NAME.");
        var aws = _aws.Connect(arguments);
        return await OfTableAsync(aws, table, settings, cancellationToken);
    }

    private static async Task<KnowledgePlace> OfTableAsync(AwsServices aws, string table, PassageSettings settings, CancellationToken cancellationToken)
    {
        var dynamo = aws.DynamoDb();
        var key = new TableKey(await TableKeys.OfAsync(dynamo, table, cancellationToken));
        return new KnowledgePlace(
            new DynamoDbStore(dynamo, table, key), new ImportTarget("table", table), (format, file) => new TableRows(format, file, key, settings),
            [dynamo.Endpoint.Url.ToString(), dynamo.Endpoint.Region, table]);
    }
}
