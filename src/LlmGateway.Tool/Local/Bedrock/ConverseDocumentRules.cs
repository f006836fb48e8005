using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>What Converse demands of documents: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html.</summary>
internal static partial class ConverseDocumentRules
{
    private const int MostInMessage = 5;

    /// <param name="content">Of a message.</param>
    /// <param name="message">Its place.</param>
    /// <param name="names">Of all documents so far.</param>
    /// <exception cref="AwsException">Bedrock would refuse.</exception>
    public static void Check(JsonArray content, int message, HashSet<string> names)
    {
        var documents = content.Select(block => block?["document"]).Concat(content.SelectMany(block => block?["toolResult"]?["content"] as JsonArray ?? []).Select(block => block?["document"])).OfType<JsonObject>().ToList();
        if (documents.Count == 0) return;
        if (content.Any(block => block?["document"] is not null) && !content.Any(block => block?["text"] is not null))
            throw Refuse($"A text block is required when including documents in messages. Add a text block to messages.{message}.content and try again.");
        if (content.Count(block => block?["document"] is not null) > MostInMessage)
            throw Refuse($"The number of documents at messages.{message}.content exceeds the maximum of {MostInMessage}.");
        foreach (var document in documents)
        {
            if (document["format"]?.GetValue<string>() is not ("pdf" or "csv" or "doc" or "docx" or "xls" or "xlsx" or "html" or "txt" or "md"))
                throw new AwsException(AwsError.Constraint(document["format"]?.ToString() ?? "null", "document.format", "Member must satisfy enum value set: [docx, csv, html, txt, pdf, md, doc, xlsx, xls]"));
            var name = document["name"]?.GetValue<string>() ?? "";
            if (!Name().IsMatch(name) || name.Contains("  ", StringComparison.Ordinal))
                throw Refuse("The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character.");
            if (!names.Add(name)) throw Refuse($"Duplicate document names found in the request: {name}. Use a unique name for each document.");
        }
    }

    private static AwsException Refuse(string message) => new(AwsError.Validation(message));

    [GeneratedRegex(@"^[a-zA-Z0-9\s\-()\[\]]{1,200}$")]
    private static partial Regex Name();
}
