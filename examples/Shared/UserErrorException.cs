namespace AutoRec.Examples;

/// <summary>Something that whoever typed the command can put right; told in one line, without a stack trace.</summary>
internal sealed class UserErrorException(string message) : Exception(message);
