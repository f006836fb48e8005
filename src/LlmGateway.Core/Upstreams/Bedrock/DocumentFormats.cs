using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Converse's names for kinds of documents: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html.</summary>
internal static class DocumentFormats
{
    /// <exception cref="GatewayException">Bedrock takes no such document.</exception>
    public static string Of(DocumentPart document) => document.MediaType switch
    {
        "application/pdf" => "pdf",
        "text/csv" => "csv",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.ms-excel" => "xls",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "text/html" => "html",
        "text/markdown" => "md",
        // What is text under another name is still read as text.
        var text when TextDocuments.Is(text) => "txt",
        var other => throw ConverseRequestWriter.Invalid($"'{other}' is no document that Bedrock takes; send PDF, Word, Excel, CSV, HTML, Markdown or plain text.", "messages"),
    };
}
